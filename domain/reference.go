package domain

import (
	"strings"
	"unicode"
)

// ReferenceNumbers is how many numbers one kind of reference has: 2^35, about 34 billion.
const ReferenceNumbers uint64 = 1 << 35

const (
	crockford       = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	referenceLength = 10 // without dashes
	referenceTyped  = 64 // bytes that anybody may type, dashes and spaces included
)

// NewReference writes number n of a kind (two capital letters, "WF" for welfare) as "XX-XXXX-XXXX". It panics when the kind is
// not two capital letters or n is not below ReferenceNumbers: both come from the program, never from a person.
func NewReference(kind string, n uint64) string {
	if len(kind) != 2 || !isCapital(kind[0]) || !isCapital(kind[1]) || n >= ReferenceNumbers {
		panic("domain: reference of kind " + kind + " out of range")
	}
	var c [referenceLength]byte
	copy(c[:], kind)
	for i := referenceLength - 2; i >= 2; i-- {
		c[i] = crockford[n%32]
		n /= 32
	}
	c[referenceLength-1] = crockford[checksum(c[:referenceLength-1])]
	return string(c[:2]) + "-" + string(c[2:6]) + "-" + string(c[6:])
}

// ParseReference gives the form NewReference wrote, from what somebody typed or read out: case, dashes and spaces do not
// matter, and after the two letters O is 0 and I and L are 1. Everything else is NotFound, as a reference nobody has.
func ParseReference(s string) (string, error) {
	c, ok := referenceCharacters(s)
	if !ok || checksum(c[:referenceLength-1]) != strings.IndexByte(crockford, c[referenceLength-1]) {
		return "", Errorf(NotFound, "We cannot find that reference. Please check it letter by letter.")
	}
	return string(c[:2]) + "-" + string(c[2:6]) + "-" + string(c[6:]), nil
}

func referenceCharacters(s string) (c [referenceLength]byte, ok bool) {
	if len(s) > referenceTyped {
		return c, false
	}
	n := 0
	for _, r := range s {
		if unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || r == '−' || r == '_' || r == '.' {
			continue
		}
		if n == referenceLength || r >= 0x80 {
			return c, false
		}
		b := byte(unicode.ToUpper(r))
		if n >= 2 {
			b = forgive(b)
		}
		if n < 2 && !isCapital(b) || n >= 2 && strings.IndexByte(crockford, b) < 0 {
			return c, false
		}
		c[n] = b
		n++
	}
	return c, n == referenceLength
}

func forgive(b byte) byte {
	switch b {
	case 'O':
		return '0'
	case 'I', 'L':
		return '1'
	}
	return b
}

func isCapital(b byte) bool { return 'A' <= b && b <= 'Z' }

// checksum is the polynomial check over the field of 32 elements: the sum of a^i times character i, where a generates the
// field. All powers differ and none is zero, so that no single wrong character and no swap of two can go unseen.
func checksum(c []byte) int {
	sum := 0
	for i, b := range c {
		v := strings.IndexByte(crockford, b)
		if i < 2 {
			v = int(b-'A') + 1
		}
		sum ^= v
		sum = double(sum)
	}
	return sum
}

// double multiplies by a in GF(32), reduced by a^5 + a^2 + 1.
func double(v int) int {
	v <<= 1
	if v >= 32 {
		v ^= 0b100101
	}
	return v
}
