package web

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/words"
	"github.com/almoner/almoner/workflows"
)

var (
	templateSays = regexp.MustCompile(`\bt "([a-z0-9_.]+)"`)
	templateArgs = regexp.MustCompile(`\((?:button|notice) ([^)]*)\)`)
	quoted       = regexp.MustCompile(`"([a-z0-9_]+(?:\.[a-z0-9_-]+)+)"`)
	goSays       = regexp.MustCompile(`\b(?:say|row|answered|amount|part)\("([a-z0-9_.]+\.[a-z0-9_.]+)"[,)]`)
	goPrefix     = regexp.MustCompile(`"([a-z0-9_.]+[._])"(?: ?\+|[,:})])`)
	goFormat     = regexp.MustCompile(`"([a-z_.]+\.)%d"`)
)

// sayings gives every key that templates and Go name, and every beginning of a key that is put together.
func sayings(t *testing.T) (keys map[string]string, prefixes map[string]bool) {
	t.Helper()
	keys, prefixes = map[string]string{}, map[string]bool{}
	read := func(name string, text string) {
		for _, m := range quoted.FindAllStringSubmatch(text, -1) {
			if words.Known(m[1]) {
				keys[m[1]] = name
			}
		}
		for _, m := range append(templateSays.FindAllStringSubmatch(text, -1), goSays.FindAllStringSubmatch(text, -1)...) {
			keys[m[1]] = name
		}
		for _, m := range append(goPrefix.FindAllStringSubmatch(text, -1), goFormat.FindAllStringSubmatch(text, -1)...) {
			prefixes[m[1]] = true
		}
	}
	err := fs.WalkDir(assets, "templates", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(assets, name)
		read(name, string(text))
		for _, m := range templateArgs.FindAllStringSubmatch(string(text), -1) {
			for _, arg := range quoted.FindAllStringSubmatch(m[1], -1) {
				keys[arg[1]] = name
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range sources {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		read(name, string(text))
	}
	return keys, prefixes
}

func TestEveryWordIsSaid(t *testing.T) {
	t.Parallel()
	keys, prefixes := sayings(t)
	for key, name := range keys {
		if !words.Known(key) {
			t.Errorf("%s says %q, which the catalog does not know", name, key)
		}
	}
	for key := range words.Keys("en") {
		if _, used := keys[key]; used || strings.HasPrefix(key, "notice.") || strings.HasPrefix(key, "reply.") || strings.HasPrefix(key, "draft.") {
			continue // notices are named by guidelines, replies and links of drafts by handlers
		}
		together := false
		for prefix := range prefixes {
			together = together || strings.HasPrefix(key, prefix)
		}
		if !together {
			t.Errorf("nobody says %q", key)
		}
	}
}

// TestKeysPutTogether holds the keys whose end comes from the rules: each that can occur has its words.
func TestKeysPutTogether(t *testing.T) {
	t.Parallel()
	var needed []string
	add := func(prefix string, ends ...string) {
		for _, end := range ends {
			needed = append(needed, prefix+end)
		}
	}
	for _, s := range []domain.Status{
		domain.Received, domain.InReview, domain.WaitingForYou, domain.WaitingList, domain.Approved, domain.Declined, domain.Paid, domain.Assigned,
		domain.InContact, domain.Accepted, domain.Completed, domain.Withdrawn, domain.Lapsed, domain.Closed,
	} {
		add("status.", string(s))
	}
	for _, s := range filterStatuses {
		add("label.", string(s))
	}
	for _, a := range []domain.Actor{
		domain.NextNobody, domain.NextAlmoner, domain.NextYou, domain.NextClerk, domain.NextTrustees, domain.NextInterpreter, domain.NextFund, domain.NextTreasurer, domain.NextSignatory,
	} {
		add("next.", string(a))
		add("actor.", string(a))
	}
	for _, kind := range []string{workflows.TaskConfirmMembership, workflows.TaskInterpret, workflows.TaskFindInterpreter, workflows.TaskVote, workflows.TaskFindTrustees, workflows.TaskPrepare, workflows.TaskRelease, workflows.TaskCall} {
		add("kind.", kind)
		for _, action := range handlers.Actions(kind) {
			key := kind + "." + action
			add("done.", key)
			add("act.", key, key+".button")
			for _, f := range actFields[key] {
				add("act.", key+"."+f.name)
			}
		}
	}
	for _, name := range workflows.EventTypes() {
		if strings.HasPrefix(name, "welfare.") {
			name = plainType(name)
		}
		add("event.", name)
	}
	for _, code := range []domain.Code{
		domain.Invalid, domain.Rejected, domain.Unauthorized, domain.Forbidden, domain.NotFound, domain.MethodNotAllowed, domain.Conflict, domain.TooLarge,
		domain.RateLimited, domain.Unavailable, domain.Internal,
	} {
		add("fail.", string(code)+".title", string(code)+".now")
	}
	for _, role := range domain.Roles() {
		add("role.", string(role))
	}
	for _, template := range []string{workflows.ToFormerContact, "office_token", "office_signed_out"} {
		add("notice."+template, ".subject", ".email", ".sms")
	}
	add("channel.", "web", "api", "telephone", "walk_in", "paper")
	add("closed.", "voted", "decided", "recused", "relieved", "confirmed", "refused", "reopened", "prepared", "returned", "released", "called", "withdrawn", "lapsed", "declined")
	add("movement.", "deposit", "reserve", "post", "void")
	add("history.", "request_submitted", "membership_confirmed", "membership_questioned", "membership_refused", "panel_drawn", "question_asked",
		"question_answered", "question_reminded", "board_exhausted", "board_reopened", "request_approved", "request_declined", "declined_by_period",
		"funds_awaited", "payment_released", "request_withdrawn", "request_lapsed")
	for _, key := range needed {
		if !words.Known(key) {
			t.Errorf("the catalog does not know %q", key)
		}
	}
}

// TestPagesObeyTheirPolicy: the content security policy refuses styles and scripts inside a page.
func TestPagesObeyTheirPolicy(t *testing.T) {
	t.Parallel()
	inline := regexp.MustCompile(`(?i)<script>|<script [^s]|<style|\sstyle=|\son[a-z]+=|javascript:|https?://`)
	err := fs.WalkDir(assets, "templates", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(assets, name)
		if found := inline.Find(text); found != nil {
			t.Errorf("%s holds %q", name, found)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
