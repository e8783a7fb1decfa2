package seal

import (
	"crypto/cipher"
	"errors"
	"fmt"
	"io"
)

// formatData begins what a data key sealed: this byte, nonce, ciphertext.
const formatData = 1

// DataKey seals what belongs to one person or case. It may be copied; the zero value opens nothing.
type DataKey struct{ aead cipher.AEAD }

// Seal binds the plaintext to its context, such as "answers/<case id>": moved to another row or column it does not open.
func (d DataKey) Seal(context string, plaintext []byte) ([]byte, error) {
	if d.aead == nil {
		return nil, errors.New("seal without a data key")
	}
	header := []byte{formatData}
	return d.aead.Seal(header, nil, plaintext, joined(string(header), context)), nil
}

// Open undoes Seal for the same context, or gives ErrCannotOpen.
func (d DataKey) Open(context string, sealed []byte) ([]byte, error) {
	if d.aead == nil || len(sealed) == 0 || sealed[0] != formatData {
		return nil, ErrCannotOpen
	}
	plaintext, err := d.aead.Open(nil, nil, sealed[1:], joined(string(sealed[:1]), context))
	if err != nil {
		return nil, ErrCannotOpen
	}
	return plaintext, nil
}

// Format keeps the key out of logs and error texts, whatever the verb.
func (d DataKey) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[key]") }
