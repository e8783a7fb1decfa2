package notify

import (
	"context"
	"strings"
	"testing"
)

func TestChannels(t *testing.T) {
	t.Parallel()
	var got []string
	box := func(name string) Sender {
		return Mailbox{Keep: func(_ context.Context, m Message) error {
			got = append(got, name+" "+m.To)
			return nil
		}}
	}
	both := Channels{Email: box("email"), SMS: box("sms")}
	for _, m := range []Message{{Channel: SMS, To: "a"}, {Channel: Email, To: "b"}} {
		if err := both.Send(t.Context(), m); err != nil || !both.Reaches(m.Channel) {
			t.Error(err)
		}
	}
	if strings.Join(got, ", ") != "sms a, email b" {
		t.Errorf("got %v", got)
	}
	for name, c := range map[string]Channels{"none": {}, "nobody": {SMS: Nobody{}}, "only e-mail": {Email: box("email")}} {
		if err := c.Send(t.Context(), Message{Channel: SMS}); err == nil || c.Reaches(SMS) || c.Reaches("letter") {
			t.Errorf("%s: reaches telephones", name)
		}
	}
	var _ interface {
		Sender
		Receiver
	} = (*Gateway)(nil)
}
