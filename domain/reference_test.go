package domain_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/almoner/almoner/domain"
)

const referenceAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

func drawReference(t *rapid.T) string {
	return domain.NewReference("WF", rapid.Uint64Range(0, domain.ReferenceNumbers-1).Draw(t, "n"))
}

func TestReferenceIsForgiving(t *testing.T) {
	t.Parallel()
	canonical := domain.NewReference("IO", 1<<5) // I and O stay letters in front; "0000010" behind
	if !strings.HasPrefix(canonical, "IO-0000-010") {
		t.Fatalf("got %q", canonical)
	}
	check := canonical[len(canonical)-1:]
	for _, typed := range []string{
		canonical,
		strings.ToLower(canonical),
		"IO0000010" + check,
		" io oooo oio " + check,
		"IO–OOOO—0l0" + check,
		"IO-00-00-0L0" + check + "\n",
	} {
		got, err := domain.ParseReference(typed)
		if err != nil || got != canonical {
			t.Errorf("%q: got %q, %v; want %q", typed, got, err, canonical)
		}
	}
}

func TestReferenceRefusals(t *testing.T) {
	t.Parallel()
	good := domain.NewReference("WF", 12345)
	for name, typed := range map[string]string{
		"empty":                  "",
		"too short":              good[:11],
		"too long":               good + "0",
		"U is no character":      "WF-U" + good[4:],
		"a digit in the kind":    "0F" + good[2:],
		"letters from elsewhere": "WF-ЖЖЖЖ-ЖЖЖЖ",
		"another kind":           "SF" + good[2:],
		"endless":                good + strings.Repeat("-", 100),
	} {
		if got, err := domain.ParseReference(typed); domain.CodeOf(err) != domain.NotFound {
			t.Errorf("%s: got %q, %v; want not_found", name, got, err)
		}
	}
}

func TestReferenceRefusesWhatTheProgramGotWrong(t *testing.T) {
	t.Parallel()
	for name, make := range map[string]func(){
		"number": func() { domain.NewReference("WF", domain.ReferenceNumbers) },
		"kind":   func() { domain.NewReference("wf", 1) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s out of range did not panic", name)
				}
			}()
			make()
		}()
	}
}

func TestReferenceCatchesEverySingleError(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		good := drawReference(t)
		for i := range len(good) {
			if i < 2 || good[i] == '-' {
				continue
			}
			for _, other := range []byte(referenceAlphabet) {
				bad := good[:i] + string(other) + good[i+1:]
				if _, err := domain.ParseReference(bad); err == nil && bad != good {
					t.Fatalf("%q passed for %q", bad, good)
				}
			}
		}
	})
}

func TestReferenceCatchesEverySwapOfNeighbors(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		good := strings.ReplaceAll(drawReference(t), "-", "")
		for i := 2; i+1 < len(good); i++ {
			bad := good[:i] + string(good[i+1]) + string(good[i]) + good[i+2:]
			if _, err := domain.ParseReference(bad); err == nil && bad != good {
				t.Fatalf("%q passed for %q", bad, good)
			}
		}
	})
}

func TestReferencesAreDistinctAndParseBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Uint64Range(0, domain.ReferenceNumbers-2).Draw(t, "n")
		a, b := domain.NewReference("WF", n), domain.NewReference("WF", n+1)
		if a == b {
			t.Fatalf("%d and its neighbor are both %q", n, a)
		}
		if got, err := domain.ParseReference(a); err != nil || got != a {
			t.Fatalf("%q came back as %q, %v", a, got, err)
		}
	})
}

func FuzzParseReference(f *testing.F) {
	f.Add("WF-0000-0000")
	f.Add("wf–oooo·il1\xff")
	f.Fuzz(func(t *testing.T, s string) {
		got, err := domain.ParseReference(s)
		if err != nil {
			return
		}
		if again, err := domain.ParseReference(got); err != nil || again != got {
			t.Fatalf("%q → %q → %q, %v", s, got, again, err)
		}
	})
}
