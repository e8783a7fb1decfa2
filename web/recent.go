package web

import (
	"sync"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/words"
)

// recentMax bounds how many receipts a process remembers.
const recentMax = 10_000

// recentReceipts remembers what was given out lately, so that a status can name the program while Postgres is down.
type recentReceipts struct {
	mu    sync.Mutex
	known map[string]statusView
	order []string
}

func (r *recentReceipts) add(receipt handlers.Receipt, p programs.Program) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.known == nil {
		r.known = map[string]statusView{}
	}
	if _, twice := r.known[receipt.Reference]; twice {
		return
	}
	at := receipt.ReceivedAt
	r.known[receipt.Reference] = statusView{Organization: p.Organization, Program: p.Key, ReceivedAt: &at}
	r.order = append(r.order, receipt.Reference)
	if len(r.order) > recentMax {
		delete(r.known, r.order[0])
		r.order = r.order[1:]
	}
}

// status is what can be said of a genuine receipt without looking it up.
func (r *recentReceipts) status(reference, language string) statusView {
	r.mu.Lock()
	v := r.known[reference]
	r.mu.Unlock()
	v.Reference, v.Status, v.Next, v.History, v.Questions = reference, domain.Received, next{Who: domain.NextAlmoner}, []historyLine{}, []exchange{}
	if v.ReceivedAt != nil {
		v.History = append(v.History, historyLine{At: *v.ReceivedAt, Code: "request_submitted", Text: words.Say(language, "history.request_submitted")})
	}
	return v
}
