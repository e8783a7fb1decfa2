package handlers

import (
	"strings"

	"github.com/almoner/almoner/programs"
)

// MindedAnswers are the questions about what to mind when somebody is called or written to, beside the way to reach them.
func MindedAnswers() []string {
	return []string{"safe_to_text", "phone_shared", "leave_message", "call_hours", "send_address"}
}

// minding gives the contact with what the answers say is to be minded.
func (c Contact) minding(a programs.Answers) Contact {
	c.Leave, _ = a.Bool("leave_message")
	c.Shared, _ = a.Bool("phone_shared")
	c.Hours, c.SendTo = a.Text("call_hours"), a.Text("send_address")
	return c
}

// Reached is how whoever asked is reached, as they said it when they did.
func Reached(a programs.Answers) Contact {
	safe, _ := a.Bool("safe_to_text")
	var unsaid []string
	for _, key := range []string{"safe_to_text", "phone_shared", "leave_message"} {
		if _, said := a.Bool(key); !said {
			unsaid = append(unsaid, key)
		}
	}
	return Contact{Phone: a.Text("contact_phone"), Email: a.Text("contact_email"), NoTexts: !safe, Unsaid: strings.Join(unsaid, ",")}.minding(a)
}

// minded is what somebody says is to be minded about a contact who is in no form. What is left out stays as it was.
type minded struct {
	Shared string `json:"phone_shared"`  // yes or no
	Leave  string `json:"leave_message"` // yes or no
	Hours  string `json:"call_hours"`    // as ReadHours reads them, or anyTime
}

// anyTime takes hours back.
const anyTime = "any"

func (m minded) on(c Contact) (Contact, error) {
	for _, said := range []struct {
		field, answer string
		on            *bool
	}{{"phone_shared", m.Shared, &c.Shared}, {"leave_message", m.Leave, &c.Leave}} {
		switch said.answer {
		case "":
		case "yes", "no":
			*said.on = said.answer == "yes"
		default:
			return c, fieldError(said.field, "Choose yes or no.")
		}
	}
	switch {
	case m.Hours == "":
	case m.Hours == anyTime:
		c.Hours = ""
	case !ReadHours(m.Hours).Known():
		return c, fieldError("call_hours", "Please choose one of the list.")
	default:
		c.Hours = m.Hours
	}
	return c, nil
}
