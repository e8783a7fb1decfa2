package handlers

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/gathering"
	"github.com/almoner/almoner/domain/series"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
)

// SeriesChange is one thing that a coordinator does with the gatherings of a program. What is not needed for it stays empty.
type SeriesChange struct {
	Do        string         `json:"do"`
	ID        uuid.UUID      `json:"id"` // of what it makes, so that the same again makes nothing more; else of what it is about
	Gathering string         `json:"gathering"`
	Day       string         `json:"day"`  // YYYY-MM-DD
	From      string         `json:"from"` // 19:00
	To        string         `json:"to"`
	Capacity  int            `json:"capacity"`
	Name      string         `json:"name"`
	Place     string         `json:"place"`
	Street    string         `json:"street"`
	Because   string         `json:"because"`
	Text      string         `json:"text"`
	Areas     map[string]int `json:"areas"`
}

// changing is one change under way, with what is written for it.
type changing struct {
	SeriesChange

	desk    *Desk
	who     Person
	program programs.Program
	stream  uuid.UUID
	texts   []store.SealedText
	keys    []store.DataKey
	err     error
}

// seriesActs make the command of each change.
var seriesActs = map[string]func(*changing) series.Command{
	"add_single": func(c *changing) series.Command {
		starts, ends := c.times()
		return series.AddSingle{By: c.who.ID, ID: c.ID, StartsAt: starts, EndsAt: ends, Capacity: c.Capacity, Name: c.line("name", c.Name), Place: c.place()}
	},
	"move": func(c *changing) series.Command {
		starts, ends := c.times()
		return series.Move{By: c.who.ID, Gathering: c.Gathering, StartsAt: starts, EndsAt: ends, Place: c.place()}
	},
	"call_off": func(c *changing) series.Command {
		return series.CallOff{By: c.who.ID, Gathering: c.Gathering, Because: c.Because}
	},
	"capacity": func(c *changing) series.Command {
		return series.SetCapacity{By: c.who.ID, Gathering: c.Gathering, Seats: c.Capacity}
	},
	"agenda": func(c *changing) series.Command {
		return series.AddAgenda{By: c.who.ID, Gathering: c.Gathering, Item: c.text("Please write what is on the agenda.", c.ID)}
	},
	"remove_agenda": func(c *changing) series.Command {
		return series.RemoveAgenda{By: c.who.ID, Gathering: c.Gathering, Item: c.ID}
	},
	"publish": func(c *changing) series.Command {
		return series.PublishQuestion{By: c.who.ID, Question: c.ID, Text: c.text("Please write the question as everybody may read it.", uuid.Nil)}
	},
	"decline": func(c *changing) series.Command { return series.DeclineQuestion{By: c.who.ID, Question: c.ID} },
	"promise": func(c *changing) series.Command {
		due := c.day().Add(12 * time.Hour)
		return series.MakePromise{By: c.who.ID, Promise: c.ID, Text: c.text("Please write what was promised.", uuid.Nil), DueOn: due.UTC()}
	},
	"kept": func(c *changing) series.Command {
		return series.SettlePromise{By: c.who.ID, Promise: c.ID, Kept: true, Outcome: c.text("", uuid.Nil)}
	},
	"dropped": func(c *changing) series.Command {
		return series.SettlePromise{By: c.who.ID, Promise: c.ID, Outcome: c.text("Please write why it will not be done: everybody reads it.", uuid.Nil)}
	},
	"tally": func(c *changing) series.Command {
		t := series.EnterTally{By: c.who.ID, Gathering: c.Gathering}
		for _, area := range c.program.Gathering.Areas {
			if n, given := c.Areas[area.Key]; given {
				t.Areas, t.Counts = append(t.Areas, area.Key), append(t.Counts, n)
			}
		}
		if len(t.Areas) < len(c.Areas) {
			c.wrong("areas", "This area is not one of the program's.")
		}
		return t
	},
}

// ChangeSeries does something with the gatherings of the person's own organization. Invalid, Rejected and Conflict say why not.
func (d *Desk) ChangeSeries(ctx context.Context, who Person, program string, in SeriesChange) error {
	p, err := d.seriesOf(who.Organization, program)
	if err != nil {
		return err
	}
	act, known := seriesActs[in.Do]
	if !known {
		return fieldError("do", "This cannot be done with gatherings.")
	}
	c := &changing{SeriesChange: in, desk: d, who: who, program: p, stream: series.Stream(who.Organization, program)}
	if c.ID == uuid.Nil {
		c.ID = d.Handler.NewID()
	}
	command := act(c)
	if c.err != nil {
		return c.err
	}
	return d.Lanes.Do(ctx, Message{
		Organization: who.Organization, Workflow: "series", Stream: c.stream, Command: command, Actor: actorOf(who.ID), Cause: d.Handler.NewID(), Texts: c.texts, Keys: c.keys,
	}).Err
}

// wrong keeps the first thing that is.
func (c *changing) wrong(field, message string) {
	if c.err == nil {
		c.err = fieldError(field, message)
	}
}

// day is midnight of the day that was written, where the organization is.
func (c *changing) day() time.Time {
	o, _ := c.desk.Handler.Programs.Catalog.Organization(c.who.Organization)
	on, err := time.ParseInLocation(time.DateOnly, c.Day, o.Location())
	if err != nil || on.Year() < 1970 || on.Year() > 2200 {
		c.wrong("day", "Please write a day that exists, with its month and year.")
	}
	return on
}

func (c *changing) times() (starts, ends time.Time) {
	day := c.day()
	starts, err := domain.At(day, c.From, day.Location())
	if err != nil {
		c.wrong("from", "Please write when it begins, for example 19:00.")
	}
	if ends, err = domain.At(day, c.To, day.Location()); err != nil {
		c.wrong("to", "Please write when it ends, for example 20:30.")
	}
	return starts.UTC(), ends.UTC()
}

// line seals one line for everybody; the zero id stands for nothing written.
func (c *changing) line(field, written string) uuid.UUID {
	written = domain.CleanLine(written)
	switch {
	case written == "":
		return uuid.Nil
	case utf8.RuneCountInString(written) > nameMax || domain.HasControlInLine(written):
		c.wrong(field, fmt.Sprintf("Please write this in one line of at most %d characters.", nameMax))
		return uuid.Nil
	}
	return c.seal(field, written, uuid.Nil)
}

// text seals what is written for everybody, under an id if one is given; where it may be missing, nothing written is the zero id.
func (c *changing) text(missing string, id uuid.UUID) uuid.UUID {
	written := domain.CleanText(c.Text)
	switch {
	case written == "" && missing == "":
		return uuid.Nil
	case written == "":
		c.wrong("text", missing)
	case utf8.RuneCountInString(written) > publicMax:
		c.wrong("text", fmt.Sprintf("Please keep it below %d characters.", publicMax))
	case domain.HasControl(written):
		c.wrong("text", "There is a character in this text that cannot be shown. Please type it again.")
	default:
		return c.seal("public_text", written, id)
	}
	return uuid.Nil
}

// publicMax bounds what is written into one box for everybody, in characters.
const publicMax = 1000

func (c *changing) place() uuid.UUID {
	place := gathering.Place{Name: domain.CleanLine(c.Place), Street: domain.CleanLine(c.Street)}
	switch {
	case place == (gathering.Place{}):
		return uuid.Nil
	case place.Name == "" || place.Street == "":
		c.wrong("place", "Please write both the house and its street, or neither when it stays where it was.")
		return uuid.Nil
	case utf8.RuneCountInString(place.Name+place.Street) > 2*nameMax || domain.HasControlInLine(place.Name+place.Street):
		c.wrong("place", fmt.Sprintf("Please write this in one line of at most %d characters.", nameMax))
		return uuid.Nil
	}
	plain, err := json.Marshal(place)
	if err != nil {
		c.err = fmt.Errorf("encode place: %w", err)
		return uuid.Nil
	}
	return c.seal("place", string(plain), uuid.Nil)
}

// seal keeps a text under a key of its own, so that it can be erased alone.
func (c *changing) seal(kind, written string, id uuid.UUID) uuid.UUID {
	if c.err != nil {
		return uuid.Nil
	}
	if id == uuid.Nil {
		id = c.desk.Handler.NewID()
	}
	keyID := c.desk.Handler.NewID()
	key, wrapped, err := c.desk.keysOf(c.who.Organization).NewDataKey(keyID)
	if err != nil {
		c.err = fmt.Errorf("make data key: %w", err)
		return uuid.Nil
	}
	sealed, err := key.Seal(textContext(kind, c.stream), []byte(written))
	if err != nil {
		c.err = fmt.Errorf("seal %s: %w", kind, err)
		return uuid.Nil
	}
	c.keys = append(c.keys, store.DataKey{ID: keyID, Wrapped: wrapped})
	c.texts = append(c.texts, store.SealedText{ID: id, CaseID: c.stream, KeyID: keyID, Kind: kind, Sealed: sealed, At: c.desk.Handler.Now()})
	return id
}
