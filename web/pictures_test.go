package web_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/jpeg"
	"mime/multipart"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/almoner/almoner/testkit"
)

// bill is a photograph with a place written into it; no two of another size are the same.
func bill(t *testing.T, width int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, width, 20)), nil); err != nil {
		t.Fatal(err)
	}
	plain := b.Bytes()
	return append(append([]byte{0xFF, 0xD8, 0xFF, 0xFE, 0x00, 0x11}, "GPS 38.62 -90.1"...), plain[2:]...)
}

// emptyPNG is built as a PNG is, says how large it is, and holds nothing that could be shown.
func emptyPNG(side uint32) []byte {
	chunk := func(kind string, body []byte) []byte {
		all := append(binary.BigEndian.AppendUint32(nil, uint32(len(body))), kind...)
		all = append(all, body...)
		return binary.BigEndian.AppendUint32(all, crc32.ChecksumIEEE(all[4:]))
	}
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, side), side)
	return slices.Concat([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", append(head, 8, 2, 0, 0, 0)), chunk("IDAT", []byte("x")), chunk("IEND", nil))
}

// attach sends a file from a form of the page that is open.
func (v *visitor) attach(path, name string, data []byte) {
	v.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(data)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		v.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, v.base+path, &body)
	if err == nil {
		r.Header.Set("Content-Type", w.FormDataContentType())
	}
	v.send(r, err)
}

// fetch reads an address as somebody of the demo who is signed in on pages.
func fetch(t *testing.T, base, path, as string) (int, []byte) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.AddCookie(&http.Cookie{Name: "almoner_session", Value: testkit.Token(as)})
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // it is read to its end
	var b bytes.Buffer
	if _, err := b.ReadFrom(answer.Body); err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, b.Bytes()
}

var pictureLink = regexp.MustCompile(`/cases/[A-Z0-9-]+/pictures/[0-9a-f-]{36}`)

func TestAFamilyAddsAPictureLater(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api, base := testkit.Client(n.Config.PublicURL), n.Config.PublicURL
	r := api.Submit(t)
	path := "/r/" + r.Reference + "/" + r.Token
	v := visit(t, base)
	v.open(path)
	v.shows("Add a photo", "JPEG or PNG, at most 5 MB, one at a time, 5 in all.", "trustees who decide see the picture", "cover names")
	for name, wrong := range map[string][]byte{"nothing": {}, "letter.pdf": []byte("%PDF-1.4\n"), "page.html": []byte("<script>"), "half.jpg": bill(t, 30)[:60], "empty.png": emptyPNG(60000)} {
		v.attach(path+"/picture", name, wrong)
		v.on(http.StatusBadRequest, "Welfare fund")
		v.shows("There is a problem", `href="#file"`)
	}
	v.attach(path+"/picture", "empty.png", emptyPNG(600))
	v.on(http.StatusBadRequest, "Welfare fund")
	v.shows("This picture cannot be read.")
	v.attach(path+"/picture", "huge.jpg", bytes.Repeat([]byte{0xFF}, 5<<20+1))
	v.on(http.StatusRequestEntityTooLarge, "Welfare fund")
	v.shows("larger than 5 MB")
	for range 2 {
		v.attach(path+"/picture", "Jordan_Fictional_bill.jpg", bill(t, 40))
		v.on(http.StatusOK, "Welfare fund")
	}
	v.shows("Your picture is kept with your request", "One picture is kept", "You added a picture.")
	if dump := testkit.Dump(t, n.Config.DatabaseURL); strings.Contains(dump, "Jordan_Fictional_bill") || strings.Contains(dump, "GPS 38") {
		t.Error("what was sent lies in the clear")
	}

	seats := api.Await(t, r.Reference, "vote", 3, testkit.Trustees()...)
	status, page := fetch(t, base, "/tasks/"+seats[0].ID, seats[0].Person)
	link := pictureLink.FindString(string(page))
	if status != http.StatusOK || link == "" || bytes.Contains(page, []byte("Jordan")) {
		t.Fatalf("a trustee's page is %d and leads to %q", status, link)
	}
	sits := map[string]bool{}
	for _, seat := range seats {
		sits[seat.Person] = true
		status, data := fetch(t, base, link, seat.Person)
		if m, err := jpeg.Decode(bytes.NewReader(data)); status != http.StatusOK || err != nil || m.Bounds().Dx() != 40 || bytes.Contains(data, []byte("GPS")) {
			t.Errorf("%s sees %d, %v", seat.Person, status, err)
		}
	}
	for _, other := range append(testkit.Trustees(), "clerk", "treasurer", "chief", "coordinator", "city/coordinator", "admin", "auditor") {
		if status, _ := fetch(t, base, link, other); !sits[other] && status == http.StatusOK {
			t.Errorf("%s, who does not decide, sees the picture", other)
		}
	}
	for width := 41; width < 45; width++ {
		v.attach(path+"/picture", "more.jpg", bill(t, width))
		v.on(http.StatusOK, "Welfare fund")
	}
	v.shows("5 pictures are kept")
	v.hides("Choose one picture")
	v.attach(path+"/picture", "sixth.jpg", bill(t, 50))
	v.on(http.StatusUnprocessableEntity, "Welfare fund")
	api.Approve(t, r, 60000)
	api.AwaitStatus(t, r, "approved")
	v.attach(path+"/picture", "late.jpg", bill(t, 51))
	v.on(http.StatusConflict, "Welfare fund")

	if err := testkit.Exec(t, n.Config.DatabaseURL, `UPDATE data_keys SET wrapped = NULL, erased_at = now() WHERE id IN (SELECT key_id FROM cases WHERE reference = '`+r.Reference+`')`); err != nil {
		t.Fatal(err)
	}
	if status, _ := fetch(t, base, link, seats[0].Person); status != http.StatusNotFound {
		t.Errorf("an erased picture answers %d", status)
	}
}

func TestAnApplicantAddsAPicture(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api, base := testkit.Client(n.Config.PublicURL), n.Config.PublicURL
	var r testkit.Receipt
	api.Must(t, http.StatusAccepted, "POST", "/api/v1/organizations/city/programs/citizens-academy/requests", "", map[string]any{"language": "en", "answers": map[string]any{
		"full_name": "Robin Fictional", "birth_date": "1990-02-03", "city_connection": "resident", "active_warrant": false, "records_check_consent": true,
		"contact_email": "robin@family.demo.invalid",
	}}).Into(t, &r)
	path := "/r/" + r.Reference + "/" + r.Token
	v := visit(t, base)
	v.attach(path+"/picture", "lease.jpg", bill(t, 60))
	if v.status != http.StatusOK {
		t.Fatalf("%d: %s", v.status, v.page)
	}
	v.shows("Your picture is kept with your request", "coordinators of the program see the picture")
	_, page := fetch(t, base, "/cases/"+r.Reference, "city/coordinator")
	link := pictureLink.FindString(string(page))
	if status, data := fetch(t, base, link, "city/coordinator"); link == "" || status != http.StatusOK || bytes.Contains(data, []byte("GPS")) {
		t.Errorf("the coordinator sees %d at %q", status, link)
	}
	for _, other := range []string{"city/minister-1", "coordinator", "city/admin"} {
		if status, _ := fetch(t, base, link, other); status == http.StatusOK {
			t.Errorf("%s sees the picture", other)
		}
	}
}
