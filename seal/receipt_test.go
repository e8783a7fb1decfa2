package seal

import (
	"strings"
	"testing"
)

func TestReceipts(t *testing.T) {
	t.Parallel()
	k := NewKeys()
	token := k.Receipt("GF-1")
	if len(token) != receiptSize || strings.Trim(token, "0123456789abcdefghjkmnpqrstvwxyz") != "" || token != k.Receipt("GF-1") {
		t.Fatalf("the receipt is %q", token)
	}
	typed := strings.ToUpper(token[:13] + "-" + token[13:] + " ")
	for what, good := range map[string]string{
		"as printed": token, "as typed": typed,
		"misread": strings.NewReplacer("0", "O", "1", "l").Replace(token),
	} {
		if !k.CheckReceipt("GF-1", good) {
			t.Errorf("%s: %q is refused", what, good)
		}
	}
	last := "0"
	if strings.HasSuffix(token, last) {
		last = "2"
	}
	for what, bad := range map[string]string{
		"empty": "", "short": token[:25], "long": token + "0", "very long": strings.Repeat(token, 1000),
		"another end": token[:25] + last, "another reference": k.Receipt("GF-2"), "other keys": NewKeys().Receipt("GF-1"),
	} {
		if k.CheckReceipt("GF-1", bad) {
			t.Errorf("%s: %q is accepted", what, bad)
		}
	}
}

func TestPermuteIsOneToOne(t *testing.T) {
	t.Parallel()
	k := NewKeys()
	const top = uint64(1) << permuteBits
	seen := map[uint64]uint64{}
	ascending, high := 0, 0
	var last uint64
	for i := range uint64(20_000) {
		n := i
		if i >= 10_000 {
			n = top - 1 - i // and as many from the upper end
		}
		got := k.Permute(n)
		if before, ok := seen[got]; ok || got >= top {
			t.Fatalf("%d gives %d, as %d does", n, got, before)
		}
		seen[got] = n
		if got > last {
			ascending++
		}
		if got >= top/2 {
			high++
		}
		last = got
	}
	// Half of 20,000 tosses, give or take seven standard deviations of 71.
	if ascending < 9_500 || ascending > 10_500 || high < 9_500 || high > 10_500 {
		t.Errorf("not random: %d rise, %d in the upper half", ascending, high)
	}
	if k.Permute(1) == NewKeys().Permute(1) && k.Permute(2) == NewKeys().Permute(2) {
		t.Error("the permutation does not depend on the keys")
	}
}

func TestTheRoundsCanBeUndone(t *testing.T) {
	t.Parallel()
	k := NewKeys()
	// With the halves swapped before and after, and the order of rounds reversed, a Feistel network undoes itself.
	for n := range uint64(10_000) {
		n *= 7_654_321 // spread over 36 bits
		n &= 1<<(2*halfBits) - 1
		left, right := split(k.feistel(n))
		for round := permuteRounds - 1; round >= 0; round-- {
			left, right = right^k.round(round, left), left
		}
		if got := left<<halfBits | right; got != n {
			t.Fatalf("%d comes back as %d", n, got)
		}
	}
}

func TestPermuteRefusesWhatIsTooLarge(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Fatal("2^35 was accepted")
		}
	}()
	NewKeys().Permute(1 << permuteBits)
}

func split(n uint64) (left, right uint64) { return n >> halfBits, n & halfMask }

func BenchmarkPermute(b *testing.B) {
	k := NewKeys()
	for b.Loop() {
		k.Permute(1)
	}
}

func BenchmarkOrganization(b *testing.B) {
	k := NewKeys()
	for b.Loop() {
		k.Organization("a")
	}
}
