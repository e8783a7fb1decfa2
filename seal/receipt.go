package seal

import (
	"crypto/hmac"
	"encoding/base32"
	"strings"
)

// crockford has no i, l, o, u: nothing that is misread on paper or spells a word.
var crockford = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// misread is what people type for a digit of the alphabet, and the marks they put in between.
var misread = strings.NewReplacer("o", "0", "i", "1", "l", "1", "-", "", " ", "")

const (
	receiptSize    = 26 // characters of 5 bits each: 130 bits
	receiptSizeMax = 64 // as typed
)

// Receipt is the secret by which a family comes back to the request with this reference. It is stored nowhere and
// never changes, so that the page can show it while Postgres is down.
func (k *Keys) Receipt(reference string) string { return receipt(k.receipt[0], reference) }

// CheckReceipt compares in constant time and forgives case, hyphens, spaces and misread letters.
func (k *Keys) CheckReceipt(reference, token string) bool {
	if len(token) > receiptSizeMax {
		return false
	}
	token = misread.Replace(strings.ToLower(token))
	good := false
	for _, key := range k.receipt {
		good = hmac.Equal([]byte(receipt(key, reference)), []byte(token)) || good
	}
	return good
}

func receipt(key []byte, reference string) string {
	return crockford.EncodeToString(hash(key, reference))[:receiptSize]
}
