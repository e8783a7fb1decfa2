package seal

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"filippo.io/age"
	"pgregory.net/rapid"
)

const (
	place  = "counsel/case-1/note-1"
	phrase = "lanterns over the harbor"
)

func TestMain(m *testing.M) {
	scryptCost = 4
	os.Exit(m.Run())
}

func counselKey(t *testing.T, passphrase string) CounselKey {
	t.Helper()
	k, err := NewCounselKey(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func unlocked(t *testing.T, k CounselKey, passphrase string) *Counsel {
	t.Helper()
	c, err := Unlock(k, passphrase)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCounselOpensForItsAuthorInItsPlaceOnly(t *testing.T) {
	t.Parallel()
	k := counselKey(t, phrase)
	sealed := must(SealCounsel(k.Recipient, place, []byte("she cannot sleep")))
	if got := must(openCounsel(k, phrase, place, sealed)); string(got) != "she cannot sleep" {
		t.Fatalf("got %q", got)
	}
	if again := must(SealCounsel(k.Recipient, place, []byte("she cannot sleep"))); bytes.Equal(again, sealed) {
		t.Error("the same note is sealed to the same bytes")
	}
	c := unlocked(t, k, phrase)
	refuse(t, "another note", c.Open, "counsel/case-1/note-2", sealed)
	refuse(t, "another case", c.Open, "counsel/case-2/note-1", sealed)
	refuse(t, "no context", c.Open, "", sealed)
	refuse(t, "another author with the same passphrase", unlocked(t, counselKey(t, phrase), phrase).Open, place, sealed)
	refuse(t, "a wrapped key in place of a note", c.Open, place, k.Wrapped)
	tamper(sealed, func(what string, bad []byte) { refuse(t, what, c.Open, place, bad) })
	for name, bad := range map[string][]byte{
		"empty":                    nil,
		"shorter than its head":    counselFrame(place, nil)[:counselHead-1],
		"longer than it is":        append(counselFrame(place, nil)[:counselHead-1], 1),
		"longer than there can be": append(counselFrame(place, nil)[:counselHead-8], bytes.Repeat([]byte{0xff}, 8)...),
		"of another format":        append([]byte{formatCounsel + 1}, counselFrame(place, nil)[1:]...),
	} {
		refuse(t, "a frame that is "+name, c.Open, place, must(encrypt(c.identity.Recipient(), bad)))
	}
}

func TestOnlyThePassphraseUnlocks(t *testing.T) {
	t.Parallel()
	k, other := counselKey(t, phrase), counselKey(t, "another lantern, another shore")
	for _, wrong := range []string{"", " ", "lanterns over the harbors", "Lanterns over the harbor", "lanterns  over the harbor", phrase + "\x00.", "short"} {
		if c, err := Unlock(k, wrong); !errors.Is(err, ErrWrongPassphrase) || c != nil {
			t.Errorf("%q: %v, %v", wrong, c, err)
		}
		if text, err := openCounsel(k, wrong, place, nil); !errors.Is(err, ErrWrongPassphrase) || text != nil {
			t.Errorf("%q opens %q, %v", wrong, text, err)
		}
	}
	for name, mixed := range map[string]CounselKey{
		"a replaced recipient": {other.Recipient, k.Wrapped},
		"no recipient":         {"", k.Wrapped},
		"no key":               {k.Recipient, nil},
		"a note as a key":      {k.Recipient, must(encryptFor(phrase, "no identity"))},
	} {
		if c, err := Unlock(mixed, phrase); !errors.Is(err, ErrCannotOpen) || c != nil {
			t.Errorf("%s: %v, %v", name, c, err)
		}
	}
	tamper(k.Wrapped, func(what string, bad []byte) {
		c, err := Unlock(CounselKey{k.Recipient, bad}, phrase)
		if c != nil || !errors.Is(err, ErrCannotOpen) && !errors.Is(err, ErrWrongPassphrase) {
			t.Errorf("%s: %v, %v", what, c, err)
		}
	})
}

// encryptFor wraps what may not be a key at all.
func encryptFor(passphrase, text string) ([]byte, error) {
	with, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, err
	}
	with.SetWorkFactor(scryptCost)
	return encrypt(with, []byte(text))
}

func TestAKeyThatAsksForTooMuchWorkIsRefused(t *testing.T) {
	t.Parallel()
	k := counselKey(t, phrase)
	costly := bytes.Replace(k.Wrapped, []byte(" 4\n"), fmt.Appendf(nil, " %d\n", scryptCostMax+1), 1)
	if _, err := Unlock(CounselKey{k.Recipient, costly}, phrase); !errors.Is(err, ErrCannotOpen) {
		t.Errorf("got %v", err)
	}
}

func TestANewPassphraseKeepsTheNotes(t *testing.T) {
	t.Parallel()
	k := counselKey(t, phrase)
	before := must(SealCounsel(k.Recipient, place, []byte("before")))
	changed, err := ChangePassphrase(k, phrase, "a quiet room at dawn")
	if err != nil {
		t.Fatal(err)
	}
	if changed.Recipient != k.Recipient || bytes.Equal(changed.Wrapped, k.Wrapped) {
		t.Error("the recipient changed, or the wrapping did not")
	}
	if got := must(openCounsel(changed, "a quiet room at dawn", place, before)); string(got) != "before" {
		t.Errorf("got %q", got)
	}
	if _, err := Unlock(changed, phrase); !errors.Is(err, ErrWrongPassphrase) {
		t.Errorf("the former passphrase: %v", err)
	}
	for name, c := range map[string]struct {
		passphrase, next string
		want             error
	}{
		"by somebody else": {"not the passphrase", "a quiet room at dawn", ErrWrongPassphrase},
		"to a short one":   {phrase, "dawn", ErrWeakPassphrase},
	} {
		if got, err := ChangePassphrase(k, c.passphrase, c.next); !errors.Is(err, c.want) || got.Wrapped != nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

func TestPassphraseRule(t *testing.T) {
	t.Parallel()
	for passphrase, good := range map[string]bool{
		"":                                false,
		"elevenchars":                     false,
		"elevenchars\x00":                 false,
		"   elevenchars   ":               false,
		strings.Repeat("e\u0301", 11):     false, // eleven letters in 22 characters
		"twelve chars":                    true,
		strings.Repeat("\u00e9", 12):      true,
		strings.Repeat("\u0645\u064f", 6): true,
	} {
		if _, err := NewCounselKey(passphrase); errors.Is(err, ErrWeakPassphrase) == good || good && err != nil {
			t.Errorf("%q: %v, want it taken: %t", passphrase, err, good)
		}
	}
}

func TestKeyboardsAgreeOnAPassphrase(t *testing.T) {
	t.Parallel()
	composed, apart := "ma\u00f1ana ser\u00e1 otro d\u00eda", "man\u0303ana sera\u0301 otro di\u0301a"
	for _, pair := range [][2]string{{composed, apart}, {apart, composed}, {composed, "\t" + apart + " \u00a0\n"}, {" " + composed, composed}, {composed, composed + "\x00\r"}} {
		unlocked(t, counselKey(t, pair[0]), pair[1])
	}
	if _, err := Unlock(counselKey(t, composed), "manana sera otro dia"); !errors.Is(err, ErrWrongPassphrase) {
		t.Errorf("without its accents: %v", err)
	}
}

func TestCounselShowsNothing(t *testing.T) {
	t.Parallel()
	k := counselKey(t, phrase)
	c := unlocked(t, k, phrase)
	identity := c.identity.String()
	text := strings.Repeat("she cannot sleep ", 40)
	sealed := must(SealCounsel(k.Recipient, place, []byte(text)))
	for what, stored := range map[string][]byte{"wrapped key": k.Wrapped, "recipient": []byte(k.Recipient), "note": sealed} {
		for _, secret := range []string{phrase, "lanterns", identity, identity[len(identity)/2:], "cannot sleep", "case-1"} {
			for _, form := range []string{secret, hex.EncodeToString([]byte(secret)), base64.RawStdEncoding.EncodeToString([]byte(secret))} {
				if bytes.Contains(bytes.ToLower(stored), []byte(strings.ToLower(form))) {
					t.Errorf("%q can be read in the %s", form, what)
				}
			}
		}
	}
	for _, printed := range []string{fmt.Sprint(c), fmt.Sprintf("%+v %#v %s %x", c, c, c, c), fmt.Sprint(struct{ C *Counsel }{c})} {
		if strings.Contains(printed, "AGE") || !strings.Contains(printed, "[counsel key]") && !strings.Contains(printed, "0x") {
			t.Errorf("printed as %q", printed)
		}
	}
	if _, err := SealCounsel(phrase, place, []byte(text)); err == nil || strings.Contains(err.Error(), "lanterns") {
		t.Errorf("a passphrase as the recipient: %v", err)
	}
}

func TestSealedCounselHidesItsLength(t *testing.T) {
	t.Parallel()
	k := counselKey(t, phrase)
	length := func(n int) int { return len(must(SealCounsel(k.Recipient, place, bytes.Repeat([]byte("x"), n)))) }
	room := counselBlock - counselHead
	for _, same := range [][2]int{{0, 1}, {1, room}, {room + 1, room + counselBlock}} {
		if a, b := length(same[0]), length(same[1]); a != b {
			t.Errorf("%d and %d characters take %d and %d bytes", same[0], same[1], a, b)
		}
	}
	if a, b := length(room), length(room+1); b-a != counselBlock {
		t.Errorf("one step is %d bytes", b-a)
	}
	if a, b := len(must(SealCounsel(k.Recipient, "c", nil))), length(0); a != b {
		t.Errorf("contexts of other lengths take %d and %d bytes", a, b)
	}
}

func TestAnyCounselComesBackFromItsPlaceOnly(t *testing.T) {
	t.Parallel()
	k := counselKey(t, phrase)
	c := unlocked(t, k, phrase)
	rapid.Check(t, func(r *rapid.T) {
		context, elsewhere := rapid.String().Draw(r, "context"), rapid.String().Draw(r, "elsewhere")
		plain := rapid.SliceOfN(rapid.Byte(), 0, 3*counselBlock).Draw(r, "plain")
		sealed := must(SealCounsel(k.Recipient, context, plain))
		if got := must(c.Open(context, sealed)); !bytes.Equal(got, plain) {
			r.Fatalf("got %x", got)
		}
		if _, err := c.Open(elsewhere, sealed); elsewhere != context && !errors.Is(err, ErrCannotOpen) {
			r.Fatalf("opened elsewhere: %v", err)
		}
	})
}

// What a minister wrote has to open in every later release.
func TestTheFormatsOfCounselStay(t *testing.T) {
	t.Parallel()
	const begin = "01" + "2e7d2c03a9507ae265ecf5b5356885a53393a2029d241394997265a1a25aefc6" + "0000000000000004" + "74657874"
	frame := counselFrame("c", []byte("text"))
	if got := hex.EncodeToString(frame); got != begin+strings.Repeat("00", 256-len(begin)/2) {
		t.Errorf("a frame is now %s", got)
	}
	wrapped := must(base64.StdEncoding.DecodeString("YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBZdFhlb0NsSFBmdTBUcGRQaHg4RnpnIDQKV3BZNk9XQjdhVTI3S3pYZGtPNFFTVFhY" +
		"NzVNUTh3N1FTNWdIVWw1UVNBbwotLS0gTDlPUkRvZFJYQ2pMcDVKYVFNa09TNVh1enYrNEozeGdUejRKaWdWZi9IawpsWimLiS+MZYUG2F8a+jn6AKxzKwv3roaXurzbw8El4PGIlpJ3lK9FlRlT9/sm" +
		"UUOlXls2/Y3URdMbAtYAZi2RS2O8cmASsSiFnn48d8UztlkLa6l+IJkDyNAuqnVpxI9bb5aMvRP/XHUoHJ95"))
	with, err := age.NewScryptIdentity("ma\u00f1ana ser\u00e1 otro d\u00eda")
	if err != nil {
		t.Fatal(err)
	}
	identity, err := age.ParseHybridIdentity(string(must(decrypt(with, wrapped))))
	if err != nil {
		t.Fatal(err)
	}
	c := unlocked(t, CounselKey{identity.Recipient().String(), wrapped}, "man\u0303ana ser\u00e1 otro di\u0301a ")
	if got := must(c.Open("c", must(encrypt(identity.Recipient(), frame)))); string(got) != "text" {
		t.Errorf("got %q", got)
	}
}

// openCounsel opens one note.
func openCounsel(k CounselKey, passphrase, context string, sealed []byte) ([]byte, error) {
	c, err := Unlock(k, passphrase)
	if err != nil {
		return nil, err
	}
	return c.Open(context, sealed)
}
