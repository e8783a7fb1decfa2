package programs

import (
	"fmt"
	"slices"
	"strings"

	"github.com/almoner/almoner/domain"
)

// EnteredBy are the roles in which somebody types in what others ask of programs of this kind, the first first.
func (k Kind) EnteredBy() []domain.Role {
	switch k {
	case KindSupport:
		return []domain.Role{domain.RoleDesk, domain.RoleCoordinator}
	case KindApplication, KindGathering:
		return []domain.Role{domain.RoleCoordinator}
	case KindWelfare:
		return []domain.Role{domain.RoleClerk}
	default:
		return nil
	}
}

// OfferedTo is the program as its pages ask somebody in these roles, and anybody else in none: without the answers that are not theirs to choose.
// What was answered before keeps its words in the whole program.
func (p Program) OfferedTo(roles []domain.Role) Program {
	theirs := func(o Option) bool {
		return len(o.OfferedTo) == 0 || slices.ContainsFunc(o.OfferedTo, func(r domain.Role) bool { return slices.Contains(roles, r) })
	}
	p.Form.Fields = slices.Clone(p.Form.Fields)
	for i, f := range p.Form.Fields {
		p.Form.Fields[i].Options = slices.DeleteFunc(slices.Clone(f.Options), func(o Option) bool { return !theirs(o) })
	}
	return p
}

// SpokenBy is the program as its pages ask somebody who asks in the name of an office: where an answer is kept for it, the words of others are not
// put into its mouth.
func (p Program) SpokenBy(office domain.Role) Program {
	p.Form.Fields = slices.Clone(p.Form.Fields)
	for i, f := range p.Form.Fields {
		own := slices.DeleteFunc(slices.Clone(f.Options), func(o Option) bool { return !slices.Contains(o.OfferedTo, office) })
		if len(own) > 0 {
			p.Form.Fields[i].Options = own
		}
	}
	return p
}

// Leads tells whether any answer that the form offers can lead to a question.
func (f Form) Leads(key string) bool {
	step := f.pageOf(key)
	if step < 0 || f.Pages[step].When == nil || len(f.Pages[step].When.With) == 0 {
		return true
	}
	when := f.Pages[step].When
	return slices.ContainsFunc(when.Answered, func(before string) bool {
		field, _ := f.Field(before)
		return len(field.Options) == 0 || slices.ContainsFunc(field.Options, func(o Option) bool { return slices.Contains(when.With, o.Key) })
	})
}

// checkOffers sees to it that an answer is kept for those who can enter a request, and that something is left to choose for everybody else.
func (r *report) checkOffers(kind Kind, f Form) {
	for i, field := range f.Fields {
		path := fmt.Sprintf("form.fields[%d].options", i)
		kept := 0
		for j, o := range field.Options {
			if o.OfferedTo == nil {
				continue
			}
			at := fmt.Sprintf("%s[%d].offered_to", path, j)
			kept++
			if len(kind.EnteredBy()) == 0 {
				r.at(at, "nobody enters requests of kind %s, so none of its answers is kept for a role", kind)
				continue
			}
			r.checkList(at, asStrings(o.OfferedTo), asStrings(kind.EnteredBy()), 1)
			if field.Free {
				r.at(at, "%q can be answered in one's own words, so none of its answers is kept for a role", field.Key)
			}
		}
		if kept > 0 && kept == len(field.Options) {
			r.at(path, "nobody else has an answer of %q to choose; leave offered_to out at one of them (roles: %s)", field.Key, strings.Join(asStrings(kind.EnteredBy()), ", "))
		}
	}
}
