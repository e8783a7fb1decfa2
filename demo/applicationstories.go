package demo

import (
	"context"
	"net/url"
	"time"
)

// applicationStories are people who apply, in the middle of their road: a child with a place and one who waits to be read, an academy with a waiting
// list, a coach to be checked and one with a group, and something that a parent reports. The city's academy stays empty: every visitor can fill it.
func applicationStories() []story {
	return []story{
		{"soccer", 5, child("Kit Fictional", "2017-04-11", "soccer", "An invented allergy to peanuts."), withSister, "city/pal", ""},
		{"evening-1", 5, evening("Uma Fictional"), fewSeats, "county/citizen-academy", ""},
		{"evening-2", 1, evening("Ulf Fictional"), accept, "county/citizen-academy", ""},
		{"evening-3", 1, evening("Ulla Fictional"), accept, "county/citizen-academy", ""},
		{"coach", 5, coach("Cory Fictional", "+13145550128"), coachesATeam, "city/pal-coach", ""},
		{"coach-new", 0, coach("Casey Example", "+13145550129"), nil, "city/pal-coach", ""},
		{"speak-up", 0, map[string]any{
			"who_is_telling": "parent", "what_happened": "An invented coach drives children home alone, although the rules say that nobody does.", "safe_now": true,
		}, nil, "city/speak-up", ""},
	}
}

func child(name, born, activity, medical string) map[string]any {
	a := map[string]any{
		"child_name": name, "birth_date": born, "activity": activity, "guardian_name": "Guadalupe Nobody", "guardian_phone": "+13145550127",
		"contact_email": "guardian@city.demo.invalid", "safe_to_text": true, "guardian_consent": true,
	}
	if medical != "" {
		a["medical_note"] = medical
	}
	return a
}

// accept lets a coordinator do what an application waits for, until it is accepted.
func accept(ctx context.Context, c client, r receipt) error {
	coordinator := []string{"city/coordinator", "coordinator"}
	return until(ctx, r.Reference+" to be decided", func() (bool, error) {
		st, err := c.status(ctx, r)
		if err != nil || st.Status == "accepted" || st.Status == "waiting_list" || st.Status == "waiting_for_you" {
			return err == nil, err
		}
		for _, key := range coordinator {
			token := tokenOf(key)
			open, err := c.tasks(ctx, token, r.Reference)
			if err != nil {
				return false, err
			}
			for _, t := range open {
				action := map[string]string{"screen": "clear", "review": "accept"}[t.Kind]
				if action == "" {
					continue
				}
				if err := c.act(ctx, token, t.ID, action, nil); err != nil {
					return false, err
				}
			}
		}
		return false, nil
	})
}

// withSister gives a child their place, and lets the guardian sign up a second one, who waits to be read.
func withSister(ctx context.Context, c client, r receipt) error {
	if err := accept(ctx, c, r); err != nil {
		return err
	}
	return c.call(ctx, "POST", "/api/v1/organizations/city/programs/pal/requests", "", "demo-story-sister", map[string]any{
		"language": "en", "answers": child("Kim Fictional", "2014-09-02", "basketball", ""), "with": map[string]any{"reference": r.Reference, "token": r.Token},
	}, nil)
}

// evening is somebody who wants to be at the county's citizen academy in the West, and nowhere else.
func evening(name string) map[string]any {
	return map[string]any{"full_name": name, "birth_date": "1979-03-14", "first_choice": "west", "contact_email": "evening@county.demo.invalid"}
}

func coach(name, phone string) map[string]any {
	return map[string]any{
		"full_name": name, "birth_date": "1988-11-30", "would_coach": "soccer", "contact_phone": phone, "contact_email": "coach@city.demo.invalid", "safe_to_text": true,
		"first_reference": "Rory Fictional", "first_reference_phone": "+13145550171", "second_reference": "Robin Fictional", "second_reference_phone": "+13145550172",
		"conduct_agreed": true, "records_check_consent": true,
	}
}

// seasonOf waits for the season of a program that is open now.
func (c client) seasonOf(ctx context.Context, coordinator, program string) (reference string, err error) {
	err = until(ctx, "a season of "+program, func() (bool, error) {
		reference, err = c.openSeason(ctx, coordinator, program)
		return reference != "", err
	})
	return reference, err
}

// openSeason finds the season of a program that is open now; empty when there is none.
func (c client) openSeason(ctx context.Context, coordinator, program string) (reference string, err error) {
	var list struct {
		Seasons []struct {
			Reference string `json:"reference"`
			Program   string `json:"program"`
		} `json:"seasons"`
	}
	err = c.call(ctx, "GET", "/api/v1/seasons", tokenOf(coordinator), "", nil, &list)
	for _, s := range list.Seasons {
		if s.Program == program {
			reference = s.Reference
		}
	}
	return reference, err
}

// fewSeats leaves two places at the academy of the West, so that the third who is accepted waits.
func fewSeats(ctx context.Context, c client, r receipt) error {
	reference, err := c.seasonOf(ctx, "coordinator", "citizen-academy")
	if err != nil {
		return err
	}
	if err := c.onCase(ctx, tokenOf("coordinator"), reference, "resize", map[string]any{"group": "west", "capacity": 2}); err != nil {
		return err
	}
	return accept(ctx, c, r)
}

// coachesATeam is a coach with all clearances, one of them ending in twenty days, who looks after the team of the child with a place.
func coachesATeam(ctx context.Context, c client, r receipt) error {
	if err := accept(ctx, c, r); err != nil {
		return err
	}
	group, reader, err := c.teamAndCoach(ctx, r)
	if err != nil {
		return err
	}
	season, err := c.seasonOf(ctx, "city/coordinator", "pal")
	if err != nil {
		return err
	}
	if err := c.onCase(ctx, tokenOf("city/coordinator"), season, "assign", map[string]any{"group": group, "coach": reader}); err != nil {
		return err
	}
	soon := time.Now().AddDate(0, 0, 20).Format(time.DateOnly) // the certificate says so, now that it was looked at again
	return c.onCase(ctx, tokenOf("city/coordinator"), r.Reference, "renew", map[string]any{"check": "youth_protection", "expires_on": soon})
}

// teamAndCoach finds the team of the story's child, and the coach's own id.
func (c client) teamAndCoach(ctx context.Context, coach receipt) (team, id string, err error) {
	var st struct {
		Application struct {
			Group  string `json:"group"`
			Reader string `json:"reader"`
		} `json:"application"`
	}
	if err := c.call(ctx, "GET", "/api/v1/requests/"+url.PathEscape(coach.Reference), coach.Token, "", nil, &st); err != nil {
		return "", "", err
	}
	id = st.Application.Reader
	kit, err := c.send(ctx, "city", "pal", "", "demo-story-soccer", applicationStories()[0].answers) // the same request again gives its receipt
	if err != nil {
		return "", "", err
	}
	err = until(ctx, "the child's team", func() (bool, error) {
		err := c.call(ctx, "GET", "/api/v1/requests/"+url.PathEscape(kit.Reference), kit.Token, "", nil, &st)
		return st.Application.Group != "", err
	})
	return st.Application.Group, id, err
}
