package support

// whoOf gives who wants a command; nobody for those that machines send.
func whoOf(c Command) Who {
	if w, ok := c.(interface{ who() Who }); ok {
		return w.who()
	}
	return Who{}
}

func (w Who) who() Who { return w }

func (Refer) CommandName() string          { return "refer" }
func (ReferAgain) CommandName() string     { return "refer_again" }
func (RecordNotified) CommandName() string { return "record_notified" }
func (Proceed) CommandName() string        { return "proceed" }
func (Decline) CommandName() string        { return "decline" }
func (NotReached) CommandName() string     { return "not_reached" }
func (Divert) CommandName() string         { return "divert" }
func (OfferNext) CommandName() string      { return "offer_next" }
func (Accept) CommandName() string         { return "accept" }
func (Pass) CommandName() string           { return "pass" }
func (SearchAgain) CommandName() string    { return "search_again" }
func (Assign) CommandName() string         { return "assign" }
func (HandOver) CommandName() string       { return "hand_over" }
func (Attempt) CommandName() string        { return "attempt" }
func (Made) CommandName() string           { return "made" }
func (CheckIn) CommandName() string        { return "check_in" }
func (CheckOut) CommandName() string       { return "check_out" }
func (MarkAddress) CommandName() string    { return "mark_address" }
func (FoundSafe) CommandName() string      { return "found_safe" }
func (AddDocument) CommandName() string    { return "add_document" }
func (RemoveDocument) CommandName() string { return "remove_document" }
func (WriteNote) CommandName() string      { return "write_note" }
func (AddRelative) CommandName() string    { return "add_relative" }
func (Reach) CommandName() string          { return "reach" }
func (OptIn) CommandName() string          { return "opt_in" }
func (Followed) CommandName() string       { return "followed" }
func (PauseFollowUp) CommandName() string  { return "pause_follow_up" }
func (AddDate) CommandName() string        { return "add_date" }
func (RemoveDate) CommandName() string     { return "remove_date" }
func (SkipDate) CommandName() string       { return "skip_date" }
func (Remembered) CommandName() string     { return "remembered" }
func (RaiseConcern) CommandName() string   { return "raise_concern" }
func (SettleConcern) CommandName() string  { return "settle_concern" }
func (SignRelease) CommandName() string    { return "sign_release" }
func (RevokeRelease) CommandName() string  { return "revoke_release" }
func (ReferToPartner) CommandName() string { return "refer_to_partner" }
func (OpenClaim) CommandName() string      { return "open_claim" }
func (TickPaper) CommandName() string      { return "tick_paper" }
func (FileClaim) CommandName() string      { return "file_claim" }
func (PostNeed) CommandName() string       { return "post_need" }
func (NoteNeed) CommandName() string       { return "note_need" }
func (Debriefed) CommandName() string      { return "debriefed" }
func (Link) CommandName() string           { return "link" }
func (Merge) CommandName() string          { return "merge" }
func (Close) CommandName() string          { return "close" }
func (Reopen) CommandName() string         { return "reopen" }
func (Withdraw) CommandName() string       { return "withdraw" }
func (NeedCall) CommandName() string       { return "need_call" }
func (Called) CommandName() string         { return "called" }
func (Wake) CommandName() string           { return "wake" }

func (Refer) command()          {}
func (ReferAgain) command()     {}
func (RecordNotified) command() {}
func (Proceed) command()        {}
func (Decline) command()        {}
func (NotReached) command()     {}
func (Divert) command()         {}
func (OfferNext) command()      {}
func (Accept) command()         {}
func (Pass) command()           {}
func (SearchAgain) command()    {}
func (Assign) command()         {}
func (HandOver) command()       {}
func (Attempt) command()        {}
func (Made) command()           {}
func (CheckIn) command()        {}
func (CheckOut) command()       {}
func (MarkAddress) command()    {}
func (FoundSafe) command()      {}
func (AddDocument) command()    {}
func (RemoveDocument) command() {}
func (WriteNote) command()      {}
func (AddRelative) command()    {}
func (Reach) command()          {}
func (OptIn) command()          {}
func (Followed) command()       {}
func (PauseFollowUp) command()  {}
func (AddDate) command()        {}
func (RemoveDate) command()     {}
func (SkipDate) command()       {}
func (Remembered) command()     {}
func (RaiseConcern) command()   {}
func (SettleConcern) command()  {}
func (SignRelease) command()    {}
func (RevokeRelease) command()  {}
func (ReferToPartner) command() {}
func (OpenClaim) command()      {}
func (TickPaper) command()      {}
func (FileClaim) command()      {}
func (PostNeed) command()       {}
func (NoteNeed) command()       {}
func (Debriefed) command()      {}
func (Link) command()           {}
func (Merge) command()          {}
func (Close) command()          {}
func (Reopen) command()         {}
func (Withdraw) command()       {}
func (NeedCall) command()       {}
func (Called) command()         {}
func (Wake) command()           {}
