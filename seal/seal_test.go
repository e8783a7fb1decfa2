package seal

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
)

// sealer is one way of sealing, with its opposite.
type sealer struct {
	seal func(context string, plaintext []byte) ([]byte, error)
	open func(context string, sealed []byte) ([]byte, error)
}

func sealers(t *testing.T, o *OrgKeys) map[string]sealer {
	t.Helper()
	d, _, err := o.NewDataKey([16]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	return map[string]sealer{
		"data key": {d.Seal, d.Open}, "intake": {o.SealIntake, o.OpenIntake}, "form": {o.SealForm, o.OpenForm},
	}
}

func TestWhatIsSealedOpensOnlyInItsPlace(t *testing.T) {
	t.Parallel()
	k := NewKeys()
	here, elsewhere := sealers(t, k.Organization("a")), sealers(t, k.Organization("b"))
	for name, s := range here {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, text := range []string{"", "x", strings.Repeat("long ", 10_000)} {
				sealed := must(s.seal("answers/1", []byte(text)))
				if got := must(s.open("answers/1", sealed)); string(got) != text {
					t.Fatalf("got %q", got)
				}
				if again := must(s.seal("answers/1", []byte(text))); bytes.Equal(again, sealed) {
					t.Fatal("the same text is sealed to the same bytes")
				}
				if len(text) > 1 && bytes.Contains(sealed, []byte("long")) {
					t.Fatal("the text is readable")
				}
			}
			sealed := must(s.seal("answers/1", []byte("text")))
			refuse(t, "another context", s.open, "answers/2", sealed)
			refuse(t, "no context", s.open, "", sealed)
			refuse(t, "another organization", elsewhere[name].open, "answers/1", sealed)
			for other := range here {
				if other != name {
					refuse(t, other, here[other].open, "answers/1", sealed)
				}
			}
			tamper(sealed, func(what string, bad []byte) { refuse(t, what, s.open, "answers/1", bad) })
		})
	}
}

func TestADataKeyOpensOnlyForItsOrganizationAndID(t *testing.T) {
	t.Parallel()
	k := NewKeys()
	o, id := k.Organization("a"), [16]byte{7}
	d, wrapped, err := o.NewDataKey(id)
	if err != nil {
		t.Fatal(err)
	}
	sealed := must(d.Seal("c", []byte("text")))
	again, err := k.Organization("a").OpenDataKey(id, wrapped)
	if err != nil || string(must(again.Open("c", sealed))) != "text" {
		t.Fatalf("the key does not open: %v", err)
	}
	fails := func(what string, o *OrgKeys, id [16]byte, wrapped []byte) {
		if _, err := o.OpenDataKey(id, wrapped); !errors.Is(err, ErrCannotOpen) {
			t.Errorf("%s: %v", what, err)
		}
	}
	fails("another id", o, [16]byte{8}, wrapped)
	fails("another organization", k.Organization("b"), id, wrapped)
	fails("other keys", NewKeys().Organization("a"), id, wrapped)
	fails("sealed by another key", o, id, must(o.SealIntake(o.wrapContext(id), make([]byte, keySize))))
	tamper(wrapped, func(what string, bad []byte) { fails(what, o, id, bad) })

	other, _, err := o.NewDataKey(id)
	if err != nil {
		t.Fatal(err)
	}
	refuse(t, "another data key", other.Open, "c", sealed)
	refuse(t, "the zero key", DataKey{}.Open, "c", sealed)
	if _, err := (DataKey{}).Seal("c", nil); err == nil {
		t.Error("the zero key seals")
	}
}

func TestANewVersionKeepsWhatTheOldOneMade(t *testing.T) {
	t.Parallel()
	one, both := versions(t, 1), versions(t, 2)
	old, now, id := one.Organization("a"), both.Organization("a"), [16]byte{7}
	_, wrapped, err := old.NewDataKey(id)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := now.OpenDataKey(id, wrapped); err != nil {
		t.Error(err)
	}
	if got := must(now.OpenForm("c", must(old.SealForm("c", []byte("text"))))); string(got) != "text" {
		t.Errorf("got %q", got)
	}
	if both.Current() != 2 {
		t.Errorf("current is %d", both.Current())
	}
	refuse(t, "a version to come", old.OpenIntake, "c", must(now.SealIntake("c", []byte("text"))))
	if !bytes.Equal(old.Lookup("email", "x"), now.Lookup("email", "x")) {
		t.Error("lookups changed")
	}
	if one.Receipt("r") != both.Receipt("r") || one.Permute(5) != both.Permute(5) {
		t.Error("receipts or references changed")
	}
	if !both.CheckReceipt("r", receipt(both.receipt[1], "r")) {
		t.Error("a receipt of the second version is refused")
	}
}

func TestLookupsDifferByKindValueAndOrganization(t *testing.T) {
	t.Parallel()
	k := NewKeys()
	a, b := k.Organization("a"), k.Organization("b")
	seen := map[string]bool{}
	for _, h := range [][]byte{
		a.Lookup("email", "x"), a.Lookup("phone", "x"), a.Lookup("email", "y"), a.Lookup("emai", "lx"), b.Lookup("email", "x"),
	} {
		if seen[string(h)] || len(h) != 32 {
			t.Fatalf("%x occurs twice or has the wrong length", h)
		}
		seen[string(h)] = true
	}
	if !bytes.Equal(a.Lookup("email", "x"), a.Lookup("email", "x")) {
		t.Fatal("a lookup is not the same twice")
	}
}

// What is stored today must open, and what is printed today must be known, in every later release.
func TestTheFormatsStayAsTheyAre(t *testing.T) {
	t.Parallel()
	k := versions(t, 1)
	o := k.Organization("a")
	for name, pair := range map[string][2]string{
		"receipt": {k.Receipt("GF-1"), "ahbz3hjatd7a1b8h3ew1exr8x7"},
		"lookup":  {hex.EncodeToString(o.Lookup("email", "x")), "6ceafc4d35d3f12ae0378096182a44c21ef6a0be5b8646f1e94fc27d2297c0cf"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s is now %s", name, pair[0])
		}
	}
	if got := k.Permute(1); got != 23927400323 {
		t.Errorf("permutation is now %d", got)
	}
	wrapped := must(base64.StdEncoding.DecodeString("AgABFhG2wMHuum5MmEzNHJWrD59Df3vARsNYzY5h9vjc5SOV6uNdINXcGtCTnr1d291mMIHsSPhRwaZ4IbqK"))
	sealed := must(base64.StdEncoding.DecodeString("AX2SsJi/D6GN0ELInfYkBSLVR/+Je2D0q/VY96nA23RV"))
	d, err := o.OpenDataKey([16]byte{7}, wrapped)
	if err != nil || string(must(d.Open("c", sealed))) != "text" {
		t.Errorf("stored data does not open: %v", err)
	}
}

// versions are fixed keys: 32 times 1, 32 times 2, and so on.
func versions(t *testing.T, n byte) *Keys {
	t.Helper()
	masters := make([][]byte, n)
	for i := range masters {
		masters[i] = bytes.Repeat([]byte{byte(i + 1)}, keySize)
	}
	return newKeys(masters)
}

// tamper gives every one-bit change of each byte's lowest and highest bit, every shorter piece and a longer one.
func tamper(sealed []byte, try func(what string, bad []byte)) {
	for i := range sealed {
		for _, bit := range []byte{1, 0x80} {
			bad := bytes.Clone(sealed)
			bad[i] ^= bit
			try("a changed byte", bad)
		}
		try("cut short", sealed[:i])
	}
	try("longer", append(bytes.Clone(sealed), 0))
}

func refuse(t *testing.T, what string, open func(string, []byte) ([]byte, error), context string, sealed []byte) {
	t.Helper()
	if text, err := open(context, sealed); !errors.Is(err, ErrCannotOpen) || text != nil || err.Error() != ErrCannotOpen.Error() {
		t.Errorf("%s: got %q, %v", what, text, err)
	}
}

func must(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}
