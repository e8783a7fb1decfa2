package web

import (
	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/welfare"
	"github.com/almoner/almoner/workflows"
)

// closed shows a task that waits no more: a trustee their vote and what came of it, everybody else what happened.
func (v taskWords) closed(body *taskPage) {
	s := v.file.welfare()
	seat, seated := s.Seat(v.who)
	as := v.ClosedAs
	if seated && seat.Voted {
		as = "voted" // a late vote finds its task closed as decided
	}
	n := noticeOf(v.language, "", "closed."+as, "page.task.closed")
	body.Notice, body.Go = &n, v.inbox()
	decided := decided(s.Phase)
	if decided == "" && s.AwardCents > 0 {
		decided = domain.Approved
	}
	if v.Kind != workflows.TaskVote {
		body.Rows = []summaryRow{v.row("fact.status", v.c.say("label."+string(v.file.Status)))}
		return
	}
	if seated && seat.Voted {
		body.Rows = append(body.Rows, v.row("fact.my_vote", v.voteWords(seat)))
	}
	switch decided {
	case domain.Approved:
		body.Rows = append(body.Rows, v.row("fact.outcome", v.c.say("page.task.approved", v.c.say.usd(s.AwardCents))))
	case domain.Declined:
		body.Rows = append(body.Rows, v.row("fact.outcome", v.c.say("page.task.declined")))
	default:
		body.Rows = append(body.Rows, v.row("fact.outcome", v.c.say("page.task.undecided")))
		return
	}
	body.Votes = v.votes(s.Seats)
}

func (v taskWords) votes(seats []welfare.Seat) *tableView {
	t := &tableView{Caption: v.c.say("page.task.votes"), Heads: []tableHead{{Label: v.c.say("head.trustee")}, {Label: v.c.say("head.vote")}}}
	for i, seat := range seats {
		who := v.c.say("page.task.trustee", i+1)
		if seat.Trustee == v.who {
			who = v.c.say("by.you")
		}
		t.row(tableCell{Text: who}, tableCell{Text: v.voteWords(seat)})
	}
	return t
}

func (v taskWords) voteWords(seat welfare.Seat) string {
	switch {
	case !seat.Voted:
		return v.c.say("vote.none")
	case seat.Choice == welfare.Approve:
		return v.c.say("vote.approve", v.c.say.usd(seat.AmountCents))
	}
	return v.c.say("vote.decline")
}
