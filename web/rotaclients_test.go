package web_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/almoner/almoner/testkit"
)

func TestRotaBadInputIsNeverAFault(t *testing.T) {
	t.Parallel()
	base := testkit.Node(t).Config.PublicURL
	v, pages := emptyRota(t, base)
	v.stands(pages["Micah"])
	for _, from := range []string{"x", "0000-00-00", "9999-12-31", "1969-12-31", "2026-02-30", "%F0%9F"} {
		v.open(rotaPath + "?from=" + from)
		if v.status != http.StatusOK && v.status != http.StatusBadRequest {
			t.Errorf("from=%s is answered %d", from, v.status)
		}
	}
	dos := []string{
		"enroll", "verify", "silence", "set_quiet", "clear_quiet", "away", "clear_away", "add_shift", "end_shift", "override", "clear_override", "set_temporary",
		"clear_temporary", "set_holiday", "clear_holiday", "", "no such thing",
	}
	for _, junk := range []string{"", "x", "-1", "99999999999999999999", "\x00", "\xff", "1/1/9999", "<script>", "11111111-1111-4111-8111-111111111111", strings.Repeat("9", 5000)} {
		for _, do := range dos {
			for _, path := range []string{pages["Micah"], rotaPath + "/changes"} {
				form := []string{"do", do}
				for _, name := range []string{
					"id", "languages", "faiths", "areas", "cap_families", "channel", "area", "weekdays", "start_minute", "end_minute", "from_day", "until_day", "last_day", "from",
					"from_time", "until", "until_time", "out", "in", "ministers", "day",
				} {
					form = append(form, name, junk)
				}
				v.fill(path, form...)
				if v.status >= 500 {
					t.Errorf("%s: %q with %.20q is answered %d", path, do, junk, v.status)
				}
				if strings.Contains(v.page, "<script>") {
					t.Errorf("%s: %q shows what was typed as it is", path, do)
				}
			}
		}
	}
	v.fill(pages["Micah"], "do", "add_shift", "area", "north", "weekdays", "9", "start_minute", "8 am", "end_minute", "9 am", "from_day", "today")
	v.on(http.StatusBadRequest, "Micah")
	v.fill(pages["Micah"], "do", "away", "from", "12/24/2026", "until", "12/24/2020")
	v.on(http.StatusBadRequest, "Micah")
	v.shows("The end has to be after the beginning.", `href="#away-until"`)
	v.open(rotaPath)
	v.on(http.StatusOK, "On call")
}

func TestRotaForClients(t *testing.T) {
	t.Parallel()
	base := testkit.Node(t).Config.PublicURL
	v, pages := emptyRota(t, base)
	v.stands(pages["Micah"])
	micah := strings.TrimPrefix(pages["Micah"], "/rota/hmca/people/")
	api := testkit.Client(base)
	const coordinator, minister = "demo-city-coordinator", "demo-city-minister-1"
	change := func(want int, token string, body any) testkit.Answer {
		t.Helper()
		return api.Must(t, want, "POST", "/api/v1/rota/hmca/changes", token, body)
	}
	shift := map[string]any{
		"do": "add_shift", "minister": micah, "area": "north", "weekdays": []int{0, 1, 2, 3, 4, 5, 6}, "start_minute": 480, "end_minute": 780, "from_day": "2026-01-01",
	}
	var made struct{ Do, ID string }
	change(http.StatusOK, coordinator, shift).Into(t, &made)
	if made.Do != "add_shift" || len(made.ID) != 36 {
		t.Errorf("made %+v", made)
	}
	change(http.StatusForbidden, minister, shift)
	change(http.StatusUnauthorized, "", shift)
	change(http.StatusBadRequest, coordinator, map[string]any{"do": "explode"})
	change(http.StatusBadRequest, coordinator, map[string]any{"do": "add_shift", "weekdays": []int{7}})
	change(http.StatusBadRequest, coordinator, map[string]any{"do": "add_shift", "minister": "x"})
	change(http.StatusBadRequest, coordinator, `{"do":`)
	change(http.StatusBadRequest, coordinator, map[string]any{"do": "enroll", "minister": "11111111-1111-4111-8111-111111111111"})
	change(http.StatusBadRequest, coordinator, map[string]any{"do": "enroll", "minister": micah, "languages": []string{"tlh"}})
	change(http.StatusConflict, coordinator, map[string]any{"do": "end_shift", "id": "11111111-1111-4111-8111-111111111111", "last_day": "2026-01-01"})

	var read struct {
		Program string `json:"program"`
		Areas   []struct {
			Area  string `json:"area"`
			Spans []struct {
				From, Until time.Time
				Ministers   []string
				Because     string
			} `json:"spans"`
			Gaps []struct {
				From, Until time.Time
				Standing    int
			} `json:"gaps"`
		} `json:"areas"`
	}
	const days = "/api/v1/rota/hmca?from=2027-03-13&until=2027-03-14" // the clock changes in the second night
	api.Must(t, http.StatusOK, "GET", days, minister, nil).Into(t, &read)
	i := slices.IndexFunc(read.Areas, func(a struct {
		Area  string `json:"area"`
		Spans []struct {
			From, Until time.Time
			Ministers   []string
			Because     string
		} `json:"spans"`
		Gaps []struct {
			From, Until time.Time
			Standing    int
		} `json:"gaps"`
	},
	) bool {
		return a.Area == "north"
	})
	if read.Program != "hmca" || len(read.Areas) != 3 || i < 0 {
		t.Fatalf("read %+v", read)
	}
	var spans []string
	for _, s := range read.Areas[i].Spans {
		spans = append(spans, fmt.Sprint(s.From.Format("02 15:04"), " ", s.Until.Format("02 15:04"), " ", len(s.Ministers), s.Because))
	}
	want := []string{"13 06:00 13 14:00 0", "13 14:00 13 19:00 1shift", "13 19:00 14 13:00 0", "14 13:00 14 18:00 1shift", "14 18:00 15 05:00 0"}
	if !slices.Equal(spans, want) || len(read.Areas[i].Gaps) != 5 {
		t.Errorf("spans %q, %d gaps", spans, len(read.Areas[i].Gaps))
	}
	for _, query := range []string{"?from=x", "?from=2026-01-02&until=2026-01-01", "?from=2026-01-01&until=2029-01-01", "?until=0001-01-01"} {
		api.Must(t, http.StatusBadRequest, "GET", "/api/v1/rota/hmca"+query, coordinator, nil)
	}
	api.Must(t, http.StatusOK, "GET", "/api/v1/rota/hmca", coordinator, nil)
	api.Must(t, http.StatusNotFound, "GET", "/api/v1/rota/welfare", coordinator, nil)
	api.Must(t, http.StatusForbidden, "GET", "/api/v1/rota/hmca", "demo-city-desk", nil)
}

func TestScreenshotsOfTheRota(t *testing.T) {
	t.Parallel()
	for _, width := range []int64{320, 390, 1280} {
		t.Run(fmt.Sprintf("%d px, without JavaScript", width), func(t *testing.T) {
			t.Parallel()
			n := testkit.Node(t)
			v, pages := emptyRota(t, n.Config.PublicURL)
			w := &walk{Browser: testkit.Browse(t, n.Config.PublicURL, width, false), t: t, api: testkit.Client(n.Config.PublicURL), name: "rota", width: width}
			w.signIn("demo-city-coordinator")
			w.Open(rotaPath)
			w.see("empty")
			w.Open(pages["Micah"])
			w.see("not-on-the-rota")
			w.Choose("input[name=languages][value=es]")
			w.Choose("input[name=areas][value=north]")
			w.Press("form:has(input[value=enroll]) button")
			w.see("enrolled")
			for i, name := range []string{"Micah", "Miriam", "Moses"} {
				v.stands(pages[name])
				for day := range 7 {
					start, end := "8:00 am", "8:00 pm"
					if i == 0 {
						start, end = "8:00 am", "8:00 am"
					}
					v.fill(pages[name], "do", "add_shift", "id", fmt.Sprintf("%d%d000000-1111-4111-8111-111111111111", i, day), "area", []string{"north", "north", "central"}[i],
						"weekdays", fmt.Sprint(day), "start_minute", start, "end_minute", end, "from_day", "1/1/2026")
				}
			}
			v.fill(pages["Micah"], "do", "set_quiet", "weekdays", "0", "start_minute", "8 am", "end_minute", "1 pm")
			v.fill(pages["Miriam"], "do", "away", "from", "tomorrow", "until", "tomorrow")
			v.fill(rotaPath+"/changes", "do", "override", "id", "33333333-3333-4333-8333-333333333333", "area", "north", "from", "tomorrow", "from_time", "8 am", "until", "tomorrow", "until_time", "1 pm",
				"in", strings.TrimPrefix(pages["Moses"], "/rota/hmca/people/"))
			w.Open(rotaPath)
			w.see("calendar")
			w.Open(rotaPath + "/people")
			w.see("people")
			w.Open(pages["Micah"])
			w.see("person")
			w.Choose("details:has(input[value=add_shift]) > summary")
			w.Type("#add_shift-start_minute", "late")
			w.Press("form:has(input[value=add_shift]) button")
			if !w.Has(".errors") {
				t.Errorf("a wrong time goes through: %s", w.Text("main"))
			}
			w.see("refused")
			w.Open(rotaPath + "/changes")
			w.Choose("details:has(input[value=override]) > summary")
			w.see("changes")
			w.signIn("demo-city-minister-1")
			w.Open(rotaPath)
			w.see("minister")
		})
	}
}

// TestWhoCanBeNamedStandsOnTheRota: the list from which a coordinator names who said yes on the telephone holds nobody who would be refused.
func TestWhoCanBeNamedStandsOnTheRota(t *testing.T) {
	t.Parallel()
	base := testkit.Node(t).Config.PublicURL
	v, pages := emptyRota(t, base)
	v.stands(pages["Micah"])
	api := testkit.Client(base)
	r := api.Refer(t, "city/desk")
	find := api.Await(t, r.Reference, "find_ministers", 1, "city/coordinator")[0]
	v.open("/tasks/" + find.ID)
	v.shows("Micah Made-Up")
	v.hides("Miriam Made-Up")
}
