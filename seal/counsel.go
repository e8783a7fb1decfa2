package seal

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"filippo.io/age"
	"golang.org/x/text/unicode/norm"
)

const (
	passphraseMin = 12 // characters
	scryptCostMax = 18 // what Unlock spends at most on a key that somebody else may have put there
	counselBlock  = 256
	counselHead   = 1 + sha256.Size + 8
	formatCounsel = 1 // begins the frame inside a sealed note: this byte, hash of the context, length, note, zeros
)

// scryptCost is the logarithm of the work of one try at a passphrase: about half a second and 128 MiB.
var scryptCost = 17

// tries bounds how many passphrases are worked on at once, because of what each takes of memory.
var tries = make(chan struct{}, 2)

// ErrWeakPassphrase refuses a new passphrase of fewer than twelve characters.
var ErrWeakPassphrase = errors.New("passphrase is shorter than 12 characters")

// ErrWrongPassphrase also covers a wrapped key that was damaged in a way that looks the same.
var ErrWrongPassphrase = errors.New("passphrase does not open the key")

// CounselKey is what may be stored of a key that no master key opens. A copy of Wrapped opens with the passphrase of its time for ever.
type CounselKey struct {
	Recipient string // for SealCounsel; some two thousand characters
	Wrapped   []byte
}

// Counsel is an unlocked key, to be kept no longer than its author reads; safe for concurrent use.
type Counsel struct{ identity *age.HybridIdentity }

// NewCounselKey makes a key that is lost with its passphrase.
func NewCounselKey(passphrase string) (CounselKey, error) {
	identity, err := age.GenerateHybridIdentity()
	if err != nil {
		return CounselKey{}, fmt.Errorf("make counsel key: %w", err)
	}
	return wrapCounsel(identity, passphrase)
}

// ChangePassphrase keeps the key, so that older notes stay readable and the recipient is the same.
func ChangePassphrase(k CounselKey, passphrase, next string) (CounselKey, error) {
	if err := checkPassphrase(next); err != nil {
		return CounselKey{}, err
	}
	c, err := Unlock(k, passphrase)
	if err != nil {
		return CounselKey{}, err
	}
	return wrapCounsel(c.identity, next)
}

// SealCounsel needs only the recipient: whoever may write that down can add a note, and whoever replaces it reads the notes to come.
func SealCounsel(recipient, context string, plain []byte) ([]byte, error) { //nolint:revive // the name says what is sealed
	to, err := age.ParseHybridRecipient(recipient)
	if err != nil {
		return nil, errors.New("seal counsel for what is no recipient") // age's error would repeat it, and with it a passphrase in the wrong place
	}
	sealed, err := encrypt(to, counselFrame(context, plain))
	if err != nil {
		return nil, fmt.Errorf("seal counsel: %w", err)
	}
	return sealed, nil
}

// Unlock takes half a second in earnest. It gives ErrWrongPassphrase, or ErrCannotOpen when the stored key was altered or its recipient replaced.
func Unlock(k CounselKey, passphrase string) (*Counsel, error) {
	with, err := age.NewScryptIdentity(normalized(passphrase))
	if err != nil {
		return nil, ErrWrongPassphrase // because it is empty
	}
	with.SetMaxWorkFactor(scryptCostMax)
	tries <- struct{}{}
	defer func() { <-tries }()
	text, err := decrypt(with, k.Wrapped)
	if errors.Is(err, age.ErrIncorrectIdentity) {
		return nil, ErrWrongPassphrase
	} else if err != nil {
		return nil, ErrCannotOpen
	}
	identity, err := age.ParseHybridIdentity(string(text))
	if err != nil || identity.Recipient().String() != k.Recipient {
		return nil, ErrCannotOpen
	}
	return &Counsel{identity}, nil
}

// Open undoes SealCounsel for the same context, or gives ErrCannotOpen.
func (c *Counsel) Open(context string, sealed []byte) ([]byte, error) {
	frame, err := decrypt(c.identity, sealed)
	if err != nil {
		return nil, ErrCannotOpen
	}
	head := counselFrame(context, nil)[:1+sha256.Size]
	if len(frame) < counselHead || !bytes.HasPrefix(frame, head) {
		return nil, ErrCannotOpen
	}
	size, rest := binary.BigEndian.Uint64(frame[len(head):counselHead]), frame[counselHead:]
	if size > uint64(len(rest)) {
		return nil, ErrCannotOpen
	}
	return rest[:size:size], nil
}

// Format keeps the key out of logs and error texts, whatever the verb.
func (c *Counsel) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[counsel key]") }

// counselFrame fills up with zeros, so that a sealed note tells its length only to the next 256 bytes.
func counselFrame(context string, plain []byte) []byte {
	size := counselHead + len(plain)
	place := sha256.Sum256([]byte(context))
	frame := make([]byte, 0, size+counselBlock)
	frame = append(frame, formatCounsel)
	frame = append(frame, place[:]...)
	frame = binary.BigEndian.AppendUint64(frame, uint64(len(plain)))
	frame = append(frame, plain...)
	return frame[:(size+counselBlock-1)/counselBlock*counselBlock]
}

func wrapCounsel(identity *age.HybridIdentity, passphrase string) (CounselKey, error) {
	if err := checkPassphrase(passphrase); err != nil {
		return CounselKey{}, err
	}
	with, err := age.NewScryptRecipient(normalized(passphrase))
	if err != nil {
		return CounselKey{}, fmt.Errorf("wrap counsel key: %w", err)
	}
	with.SetWorkFactor(scryptCost)
	tries <- struct{}{}
	defer func() { <-tries }()
	wrapped, err := encrypt(with, []byte(identity.String()))
	if err != nil {
		return CounselKey{}, fmt.Errorf("wrap counsel key: %w", err)
	}
	return CounselKey{Recipient: identity.Recipient().String(), Wrapped: wrapped}, nil
}

// normalized makes the same of what different keyboards send for the same letters. Zero bytes go because scrypt does not see them at the end.
func normalized(passphrase string) string {
	return strings.TrimFunc(norm.NFC.String(passphrase), func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) })
}

func checkPassphrase(passphrase string) error {
	if utf8.RuneCountInString(normalized(passphrase)) < passphraseMin {
		return ErrWeakPassphrase
	}
	return nil
}

func encrypt(to age.Recipient, plain []byte) ([]byte, error) {
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, to)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil { // what is not closed has no end and does not open
		return nil, err
	}
	return sealed.Bytes(), nil
}

func decrypt(with age.Identity, sealed []byte) ([]byte, error) {
	r, err := age.Decrypt(bytes.NewReader(sealed), with)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}
