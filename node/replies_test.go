package node_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/almoner/almoner/testkit"
)

// TestStopStops: after STOP nothing but START and HELP is answered, and a family is answered in its own language, with the number that it knows.
func TestStopStops(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	const hmca = "(314) 444-5371"
	ask := func(number, language string) {
		t.Helper()
		var r testkit.Receipt
		api.Must(t, http.StatusAccepted, "POST", "/api/v1/organizations/city/programs/hmca/requests", "", map[string]any{"language": language, "answers": map[string]any{
			"who_is_asking": "family", "family_contact_name": "Casey Fictional", "contact_phone": number, "family_notified": true,
		}}).Into(t, &r)
		api.Await(t, r.Reference, "call_back", 1, "city/coordinator")
	}
	text := func(number, said string) {
		t.Helper()
		if err := n.Server.Demo.Reply(t.Context(), number, said); err != nil {
			t.Fatal(err)
		}
	}
	hears := func(number, said string, want ...string) {
		t.Helper()
		before := len(mail(t, api, number))
		text(number, said)
		after := mail(t, api, number) // the newest first; other messages may come in the same moment
		answers := 0
		for _, got := range after[:len(after)-before] {
			if len(want) == 0 || !slices.ContainsFunc(want, func(part string) bool { return !strings.Contains(got, part) }) {
				answers++
			}
		}
		if answers != min(len(want), 1) {
			t.Errorf("%s to %q hears %q, which should have %q", number, said, after[:len(after)-before], want)
		}
	}

	minister := phoneOf("city/minister-3")
	hears(minister, "STOP", "You get no more messages")
	hears(minister, "1")
	hears(minister, "what is this")
	hears(minister, "HELP", "STOP ends messages")
	hears(minister, "START", "You get messages from us again")

	const spanish, bosnian, english = "+13145550173", "+13145550174", "+13145550175"
	for number, language := range map[string]string{spanish: "es", bosnian: "bs", english: "en"} {
		ask(number, language)
	}
	hears(spanish, "hola, quien es", "Nadie lee las respuestas", hmca)
	hears(bosnian, "ko je to", "niko ne cita", hmca)
	hears(english, "who is this", "Nobody reads replies", hmca)
	hears(spanish, "ALTO", "Ya no recibe mensajes", hmca)
	for _, said := range []string{"1", "hola, quien es", "ALTO", "STOP"} {
		hears(spanish, said)
	}
	hears(spanish, "AYUDA", "Nadie lee las respuestas")
	hears(spanish, "hola")
	hears(spanish, "START", "Vuelve a recibir mensajes")
	testkit.Eventually(t, 20*time.Second, "the address of the request, which START lets us send", func() bool {
		return strings.Contains(strings.Join(mail(t, api, spanish), " "), "/r/")
	})
	hears(spanish, "hola", "Nadie lee las respuestas")
	verify(t, n)
}
