package handlers

import "sync"

// answeredMax bounds how many keys a process remembers.
const answeredMax = 10_000

// answeredKeys remembers which keys were answered with which receipt lately, so that repeating a request is safe also in the
// moment in which Postgres has gone and cannot be asked.
type answeredKeys struct {
	mu    sync.Mutex
	known map[string]answeredKey
	order []string
}

type answeredKey struct {
	bodyHash string
	receipt  Receipt
}

func (a *answeredKeys) add(p parcel, r Receipt) {
	if p.KeyHash == nil || r.Reference == "" {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.known == nil {
		a.known = map[string]answeredKey{}
	}
	key := p.Organization + string(p.KeyHash)
	if _, twice := a.known[key]; twice {
		return
	}
	r.Replayed = true
	a.known[key] = answeredKey{bodyHash: string(p.BodyHash), receipt: r}
	a.order = append(a.order, key)
	if len(a.order) > answeredMax {
		delete(a.known, a.order[0])
		a.order = a.order[1:]
	}
}

// find gives the receipt that a key was answered with; Conflict when it was for another request.
func (a *answeredKeys) find(p parcel) (r Receipt, known bool, err error) {
	if p.KeyHash == nil {
		return Receipt{}, false, nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	k, known := a.known[p.Organization+string(p.KeyHash)]
	if known && k.bodyHash != string(p.BodyHash) {
		return Receipt{}, true, keyUsed()
	}
	return k.receipt, known, nil
}
