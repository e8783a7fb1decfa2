package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
)

// Purposes of derived keys. They are part of what is stored: changing one loses the data sealed under it.
const (
	purposeWrap       = "wrap"
	purposeIntake     = "intake"
	purposeForm       = "form"
	purposeLookup     = "lookup"
	purposeReceipt    = "receipt"
	purposeReferences = "references"
)

func newKeys(masters [][]byte) *Keys {
	k := &Keys{masters: masters, permute: newBlock(derive(masters[0], purposeReferences, ""))}
	for _, m := range masters {
		k.receipt = append(k.receipt, derive(m, purposeReceipt, ""))
	}
	return k
}

// derive makes a key for one purpose and organization; none of them tells anything of another or of the master key.
func derive(master []byte, purpose, org string) []byte {
	info := joined("almoner seal 1", purpose, org)
	key, err := hkdf.Key(sha256.New, master, nil, string(info), keySize)
	if err != nil {
		panic(err) // only for a length that HKDF cannot make
	}
	return key
}

// joined writes parts with their lengths, so that no two lists of parts give the same bytes.
func joined(parts ...string) []byte {
	var b []byte
	for _, p := range parts {
		b = binary.BigEndian.AppendUint64(b, uint64(len(p)))
		b = append(b, p...)
	}
	return b
}

func hash(key []byte, parts ...string) []byte {
	h := hmac.New(sha256.New, key)
	_, _ = h.Write(joined(parts...)) // because a hash never fails
	return h.Sum(nil)
}

func newBlock(key []byte) cipher.Block {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // only for a key of the wrong length
	}
	return block
}

// newGCM draws a random nonce for each message, which is safe for 2^32 messages under one key.
func newGCM(key []byte) cipher.AEAD {
	gcm, err := cipher.NewGCMWithRandomNonce(newBlock(key))
	if err != nil {
		panic(err) // only for a block that is not AES
	}
	return gcm
}
