package demo

import (
	"context"
	"encoding/json"
	"net/url"
	"time"

	"github.com/google/uuid"
)

// supportStories are families that a visitor finds in the middle of their road.
func supportStories() []story {
	return []story{
		{"anniversary", 5, referred("Avery Fictional", "+13145550121", "north"), remember, "city/hmca", "city/desk"},
		{"overdue", 1, referred("Blake Fictional", "+13145550122", "central"), bothAccept, "city/hmca", "city/desk"},
		{"missing", 0, referred("Carey Fictional", "+13145550123", "south"), oneAccepts, "city/hmca", "city/desk"},
		{"unknowing", 0, unnotified("Drew Fictional", "+13145550124"), nil, "city/hmca", "city/desk"},
		{"herself", 0, map[string]any{
			"who_is_asking": "family", "family_contact_name": "Emery Fictional", "contact_phone": "+13145550125", "family_notified": true, "safe_to_text": true,
			"language": "es", "what_would_help": "Somebody to talk to in the evening.",
		}, nil, "city/hmca", ""},
		{"colleague", 1, map[string]any{
			"who_is_asking": "family", "standing": "employee", "family_contact_name": "Finley Fictional", "contact_phone": "+13145550126", "area": "west",
			"what_would_help": "We have a newborn, and I am on nights.",
		}, board, "county/family", ""},
	}
}

func referred(name, phone, area string) map[string]any {
	return map[string]any{"who_is_asking": "homicide_desk", "family_contact_name": name, "contact_phone": phone, "family_notified": true, "area": area}
}

func unnotified(name, phone string) map[string]any {
	a := referred(name, phone, "north")
	a["family_notified"] = false
	return a
}

// offers waits until somebody is asked about a referral, and gives whom.
func offers(ctx context.Context, c client, r receipt, n int) ([]waiting, error) {
	return c.await(ctx, r.Reference, "dispatch", n, ministers()...)
}

func oneAccepts(ctx context.Context, c client, r receipt) error {
	asked, err := offers(ctx, c, r, 2)
	if err != nil {
		return err
	}
	return c.act(ctx, asked[0].token, asked[0].ID, "accept", nil)
}

func bothAccept(ctx context.Context, c client, r receipt) error {
	asked, err := offers(ctx, c, r, 2)
	if err != nil {
		return err
	}
	for _, o := range asked[:2] {
		if err := c.act(ctx, o.token, o.ID, "accept", nil); err != nil {
			return err
		}
	}
	return nil
}

// remember is a family that is in contact and chose a day in the coming week.
func remember(ctx context.Context, c client, r receipt) error {
	if err := bothAccept(ctx, c, r); err != nil {
		return err
	}
	reach, err := c.await(ctx, r.Reference, "contact", 2, ministers()...)
	if err != nil {
		return err
	}
	if err := c.act(ctx, reach[0].token, reach[0].ID, "made", map[string]any{"note": "They would like us to come back after the funeral."}); err != nil {
		return err
	}
	birthday := map[string]any{"kind": "birthday", "on": time.Now().AddDate(-30, 0, 6).Format(time.DateOnly), "yearly": true}
	return c.onCase(ctx, reach[0].token, r.Reference, "add_date", birthday)
}

// board is a colleague's family whom a peer visits, with help that volunteers can claim.
func board(ctx context.Context, c client, r receipt) error {
	call, err := c.await(ctx, r.Reference, "call_back", 1, "county/coordinator")
	if err != nil {
		return err
	}
	if err := c.act(ctx, call[0].token, call[0].ID, "proceed", nil); err != nil {
		return err
	}
	asked, err := c.await(ctx, r.Reference, "dispatch", 1, peers()...)
	if err != nil {
		return err
	}
	if err := c.act(ctx, asked[0].token, asked[0].ID, "accept", nil); err != nil {
		return err
	}
	for i, kind := range []string{"meals", "childcare"} {
		on := time.Now().AddDate(0, 0, 2+i).Format(time.DateOnly)
		if err := c.onCase(ctx, call[0].token, r.Reference, "need", map[string]any{"kind": kind, "on": on}); err != nil {
			return err
		}
	}
	help, err := c.await(ctx, r.Reference, "help", 2, "county/volunteer")
	if err != nil {
		return err
	}
	return c.act(ctx, help[0].token, help[0].ID, "claim", nil)
}

// onCase does what one of a case's people may do at any time.
func (c client) onCase(ctx context.Context, token, reference, action string, body map[string]any) error {
	what, err := json.Marshal(body)
	if err != nil {
		return err
	}
	key := "demo-story-" + uuid.NewSHA1(uuid.NameSpaceOID, append(what, action+reference...)).String()
	return c.call(ctx, "POST", "/api/v1/cases/"+url.PathEscape(reference)+"/actions/"+action, token, key, body, nil)
}
