package application

import (
	"github.com/almoner/almoner/domain"
)

func (Submit) CommandName() string      { return "submit" }
func (Clear) CommandName() string       { return "clear" }
func (Refuse) CommandName() string      { return "refuse" }
func (Accept) CommandName() string      { return "accept" }
func (Ask) CommandName() string         { return "ask" }
func (AddPicture) CommandName() string  { return "add_picture" }
func (Answer) CommandName() string      { return "answer" }
func (Appeal) CommandName() string      { return "appeal" }
func (Sign) CommandName() string        { return "sign" }
func (Unsign) CommandName() string      { return "unsign" }
func (AskAgain) CommandName() string    { return "ask_again" }
func (Change) CommandName() string      { return "change" }
func (Interpret) CommandName() string   { return "interpret" }
func (AddContact) CommandName() string  { return "add_contact" }
func (Reach) CommandName() string       { return "reach" }
func (Bar) CommandName() string         { return "bar" }
func (First) CommandName() string       { return "first" }
func (Messages) CommandName() string    { return "messages" }
func (Note) CommandName() string        { return "note" }
func (NotePlace) CommandName() string   { return "note_place" }
func (NoteFit) CommandName() string     { return "note_fit" }
func (Keep) CommandName() string        { return "keep" }
func (NoteCoach) CommandName() string   { return "note_coach" }
func (NoteSession) CommandName() string { return "note_session" }
func (NoteEnd) CommandName() string     { return "note_end" }
func (TakePlace) CommandName() string   { return "take_place" }
func (PassPlace) CommandName() string   { return "pass_place" }
func (Issue) CommandName() string       { return "issue" }
func (Return) CommandName() string      { return "return" }
func (Look) CommandName() string        { return "look" }
func (Withdraw) CommandName() string    { return "withdraw" }
func (Close) CommandName() string       { return "close" }
func (NeedCall) CommandName() string    { return "need_call" }
func (Called) CommandName() string      { return "called" }
func (Wake) CommandName() string        { return "wake" }

func (Submit) command()      {}
func (Clear) command()       {}
func (Refuse) command()      {}
func (Accept) command()      {}
func (Ask) command()         {}
func (AddPicture) command()  {}
func (Answer) command()      {}
func (Appeal) command()      {}
func (Sign) command()        {}
func (Unsign) command()      {}
func (AskAgain) command()    {}
func (Change) command()      {}
func (Interpret) command()   {}
func (AddContact) command()  {}
func (Reach) command()       {}
func (Bar) command()         {}
func (First) command()       {}
func (Messages) command()    {}
func (Note) command()        {}
func (NotePlace) command()   {}
func (NoteFit) command()     {}
func (Keep) command()        {}
func (NoteCoach) command()   {}
func (NoteSession) command() {}
func (NoteEnd) command()     {}
func (TakePlace) command()   {}
func (PassPlace) command()   {}
func (Issue) command()       {}
func (Return) command()      {}
func (Look) command()        {}
func (Withdraw) command()    {}
func (Close) command()       {}
func (NeedCall) command()    {}
func (Called) command()      {}
func (Wake) command()        {}

// WithFacts gives the command together with its facts.
func WithFacts(c domain.Command, f Facts) domain.Command {
	if c, wants := c.(interface{ with(f Facts) domain.Command }); wants {
		return c.with(f)
	}
	return c
}

func (c Submit) with(f Facts) domain.Command    { c.Facts = f; return c }
func (c Clear) with(f Facts) domain.Command     { c.Facts = f; return c }
func (c Refuse) with(f Facts) domain.Command    { c.Facts = f; return c }
func (c Accept) with(f Facts) domain.Command    { c.Facts = f; return c }
func (c Answer) with(f Facts) domain.Command    { c.Facts = f; return c }
func (c Appeal) with(f Facts) domain.Command    { c.Facts = f; return c }
func (c Sign) with(f Facts) domain.Command      { c.Facts = f; return c }
func (c Unsign) with(f Facts) domain.Command    { c.Facts = f; return c }
func (c AskAgain) with(f Facts) domain.Command  { c.Facts = f; return c }
func (c Change) with(f Facts) domain.Command    { c.Facts = f; return c }
func (c NotePlace) with(f Facts) domain.Command { c.Facts = f; return c }
func (c NoteFit) with(f Facts) domain.Command   { c.Facts = f; return c }
func (c Keep) with(f Facts) domain.Command      { c.Facts = f; return c }
func (c TakePlace) with(f Facts) domain.Command { c.Facts = f; return c }
func (c PassPlace) with(f Facts) domain.Command { c.Facts = f; return c }
func (c NoteEnd) with(f Facts) domain.Command   { c.Facts = f; return c }
func (c Issue) with(f Facts) domain.Command     { c.Facts = f; return c }
func (c Look) with(f Facts) domain.Command      { c.Facts = f; return c }
func (c Close) with(f Facts) domain.Command     { c.Facts = f; return c }
func (c Wake) with(f Facts) domain.Command      { c.Facts = f; return c }
