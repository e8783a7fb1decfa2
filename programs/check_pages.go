package programs

import (
	"fmt"
	"slices"
)

func (r *report) checkPages(f Form, keys map[string]bool) {
	paged := map[string]bool{}
	for i, page := range f.Pages {
		path := fmt.Sprintf("form.pages[%d]", i)
		if len(page.Ask) == 0 {
			r.at(path, "a page needs at least one field")
		}
		r.checkText(path+".title", page.Title, false)
		r.checkText(path+".why", page.Why, false)
		if page.When != nil {
			r.checkWhen(path, f, page, paged)
		}
		for j, key := range page.Ask {
			at := fmt.Sprintf("%s.ask[%d]", path, j)
			if page.list() {
				at = fmt.Sprintf("%s[%d]", path, j)
			}
			switch {
			case !keys[key]:
				r.at(at, "page names the unknown field %q", key)
			case paged[key]:
				r.at(at, "field %q is on two pages", key)
			}
			paged[key] = true
		}
	}
	for i, field := range f.Fields {
		if !paged[field.Key] {
			r.at(fmt.Sprintf("form.fields[%d]", i), "field %q is on no page", field.Key)
		}
	}
}

// checkWhen sees to it that what decides about a page was asked before it, and that nothing on it is needed by everybody.
func (r *report) checkWhen(path string, f Form, page Page, before map[string]bool) {
	when := path + ".when"
	if len(page.When.Answered) == 0 {
		r.at(when, "answered needs at least one field")
	}
	for i, key := range page.When.Answered {
		at := fmt.Sprintf("%s.answered[%d]", when, i)
		field, known := f.Field(key)
		switch {
		case !known:
			r.at(at, "when names the unknown field %q", key)
			continue
		case !before[key]:
			r.at(at, "%q is asked on no page before this one", key)
		}
		r.checkWith(when+".with", field, page.When.With)
	}
	for _, key := range page.Ask {
		if field, _ := f.Field(key); field.Required {
			r.at(path, "field %q is required, so its page has to be asked of everybody", key)
		}
	}
}

func (r *report) checkWith(path string, f Field, with []string) {
	options := []string{"yes", "no"}
	switch f.Type {
	case TypeYesNo:
	case TypeChoice:
		options = options[:0]
		for _, o := range f.Options {
			options = append(options, o.Key)
		}
	default:
		if len(with) > 0 {
			r.at(path, "only a choice, and yes or no, have answers to compare; %q is of type %s", f.Key, f.Type)
		}
		return
	}
	for i, answer := range with {
		if !slices.Contains(options, answer) {
			r.at(fmt.Sprintf("%s[%d]", path, i), "%q is no answer of %q", answer, f.Key)
		}
	}
}
