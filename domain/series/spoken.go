package series

import (
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// noteQuestion keeps what somebody asked. When too many wait, or the gathering is over, it is not kept: the page says so beforehand.
func (d *deciding) noteQuestion(c NoteQuestion) {
	if _, known := d.Question(c.Question); known {
		return
	}
	if _, err := d.coming(c.Gathering); err != nil || d.questions() >= QuestionsMax {
		return
	}
	d.add(QuestionNoted(c))
}

func (d *deciding) questions() (n int) {
	for _, q := range d.Questions {
		if q.Text == uuid.Nil {
			n++
		}
	}
	return n
}

func (d *deciding) publish(c PublishQuestion) error {
	q, known := d.Question(c.Question)
	switch {
	case !known:
		return domain.Errorf(domain.Conflict, "This question is not there any more; somebody else has looked at it.")
	case c.Text == uuid.Nil:
		return invalid("text", "Please write the question as everybody may read it.")
	case q.Text != uuid.Nil:
		return domain.Errorf(domain.Conflict, "Somebody else has published this question already.")
	}
	d.add(QuestionPublished{By: c.By, Question: q.ID, Text: c.Text})
	return nil
}

func (d *deciding) decline(c DeclineQuestion) {
	if _, known := d.Question(c.Question); known {
		d.add(QuestionDeclined(c))
	}
}

func (d *deciding) promise(c MakePromise) error {
	_, known := d.Promise(c.Promise)
	switch {
	case known:
		return nil
	case c.Text == uuid.Nil:
		return invalid("text", "Please write what was promised.")
	case !c.DueOn.After(d.at.Add(-36 * time.Hour)):
		return invalid("due_on", "This day has passed. Please write by when it will be done.")
	case c.DueOn.After(d.at.Add(aheadMax)):
		return invalid("due_on", "This is more than five years ahead. Please check the year.")
	case len(d.Promises) >= PromisesMax:
		return domain.Errorf(domain.Rejected, "The list holds %d promises at most.", PromisesMax)
	}
	d.add(PromiseMade{By: c.By, Promise: c.Promise, Text: c.Text, DueOn: c.DueOn})
	return nil
}

func (d *deciding) settlePromise(c SettlePromise) error {
	p, known := d.Promise(c.Promise)
	switch {
	case !known:
		return domain.Errorf(domain.NotFound, "There is no such promise (any more). Please load the list again.")
	case !p.Open() && p.Kept == c.Kept:
		return nil
	case !p.Open():
		return domain.Errorf(domain.Conflict, "Somebody else has settled this promise already. Please load the list again.")
	case !c.Kept && c.Outcome == uuid.Nil:
		return invalid("outcome", "Please write why it will not be done: everybody reads it.")
	case c.Kept:
		d.add(PromiseKept{By: c.By, Promise: p.ID, Outcome: c.Outcome, At: d.at})
	default:
		d.add(PromiseDropped{By: c.By, Promise: p.ID, Outcome: c.Outcome, At: d.at})
	}
	return nil
}
