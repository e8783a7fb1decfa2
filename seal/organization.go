package seal

import (
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// ErrCannotOpen is all there is to know about sealed data that does not open: damaged, moved, or under another key.
var ErrCannotOpen = errors.New("cannot open sealed data")

// formatVersioned begins what a key of the organization sealed: this byte, two bytes of key version, nonce, ciphertext.
const (
	formatVersioned = 2
	headerSize      = 3
)

// OrgKeys are the keys of one organization. Making them takes some microseconds for each version: keep them.
type OrgKeys struct {
	org    string
	wrap   []cipher.AEAD // by version, the first is version 1, as in Keys
	intake []cipher.AEAD
	form   []cipher.AEAD
	lookup []byte
}

// Organization derives the keys of an organization from its name, which therefore must never change.
func (k *Keys) Organization(org string) *OrgKeys {
	o := &OrgKeys{org: org, lookup: derive(k.masters[0], purposeLookup, org)}
	for _, m := range k.masters {
		o.wrap = append(o.wrap, newGCM(derive(m, purposeWrap, org)))
		o.intake = append(o.intake, newGCM(derive(m, purposeIntake, org)))
		o.form = append(o.form, newGCM(derive(m, purposeForm, org)))
	}
	return o
}

// NewDataKey makes a key for a person or case; wrapped is what to store, and deleting it erases all it sealed.
func (o *OrgKeys) NewDataKey(id [16]byte) (key DataKey, wrapped []byte, err error) {
	secret := randomBytes(keySize)
	return DataKey{newGCM(secret)}, sealVersioned(o.wrap, o.wrapContext(id), secret), nil
}

// OpenDataKey unwraps a key of this organization and id, or gives ErrCannotOpen.
func (o *OrgKeys) OpenDataKey(id [16]byte, wrapped []byte) (DataKey, error) {
	secret, err := openVersioned(o.wrap, o.wrapContext(id), wrapped)
	if err != nil || len(secret) != keySize {
		return DataKey{}, ErrCannotOpen
	}
	return DataKey{newGCM(secret)}, nil
}

func (o *OrgKeys) wrapContext(id [16]byte) string { return string(joined(o.org, string(id[:]))) }

// SealIntake seals a request on its way through NATS, where no data key can be had.
func (o *OrgKeys) SealIntake(context string, plaintext []byte) ([]byte, error) {
	return sealVersioned(o.intake, context, plaintext), nil
}

// OpenIntake undoes SealIntake for the same context, or gives ErrCannotOpen.
func (o *OrgKeys) OpenIntake(context string, sealed []byte) ([]byte, error) {
	return openVersioned(o.intake, context, sealed)
}

// SealForm seals the answers that a page carries in a hidden field.
func (o *OrgKeys) SealForm(context string, plaintext []byte) ([]byte, error) {
	return sealVersioned(o.form, context, plaintext), nil
}

// OpenForm undoes SealForm for the same context, or gives ErrCannotOpen.
func (o *OrgKeys) OpenForm(context string, sealed []byte) ([]byte, error) {
	return openVersioned(o.form, context, sealed)
}

// Lookup is a keyed hash of 32 bytes by which a value, such as an e-mail address, is found without being stored. It
// is the same under every key version; the caller brings the value into one spelling first.
func (o *OrgKeys) Lookup(kind, value string) []byte { return hash(o.lookup, kind, value) }

// Format keeps keys out of logs and error texts, whatever the verb.
func (o *OrgKeys) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[keys]") }

// sealVersioned seals under the last version; header and context are bound to the ciphertext.
func sealVersioned(versions []cipher.AEAD, context string, plaintext []byte) []byte {
	header := binary.BigEndian.AppendUint16([]byte{formatVersioned}, uint16(len(versions)))
	aead := versions[len(versions)-1]
	return aead.Seal(header, nil, plaintext, joined(string(header), context))
}

func openVersioned(versions []cipher.AEAD, context string, sealed []byte) ([]byte, error) {
	if len(sealed) < headerSize || sealed[0] != formatVersioned {
		return nil, ErrCannotOpen
	}
	header, body := sealed[:headerSize], sealed[headerSize:]
	version := int(binary.BigEndian.Uint16(header[1:]))
	if version < 1 || version > len(versions) {
		return nil, ErrCannotOpen
	}
	plaintext, err := versions[version-1].Open(nil, nil, body, joined(string(header), context))
	if err != nil {
		return nil, ErrCannotOpen
	}
	return plaintext, nil
}
