// Package seal keeps personal data unreadable without the key file: data keys per person, wrapped by a key of the
// organization, which is derived from a versioned master key. What is sealed opens only in the place it was sealed for.
package seal

import (
	"bytes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

const (
	keySize     = 32
	versionsMax = 1000
	fileSizeMax = 1 << 20
)

// Keys are the master keys of an installation, version 1 first. New data is sealed under the last one, older data
// opens under its own. Version 1 also makes receipts, lookups and references, which must not change.
type Keys struct {
	masters [][]byte // masters[0] is version 1
	permute cipher.Block
	receipt [][]byte
}

// NewKeys makes keys of one version that are nowhere stored: for tests and for data that may be lost.
func NewKeys() *Keys { return newKeys([][]byte{randomBytes(keySize)}) }

// ParseKeys reads lines of a version and a key in base64, "v1 …" to "vN …" in any order. None may be missing: without
// an old key the data it sealed is lost, and without the first every receipt.
func ParseKeys(text []byte) (*Keys, error) {
	found := map[int][]byte{}
	number := 0
	for line := range bytes.Lines(text) {
		number++
		fields := strings.Fields(string(line))
		if len(fields) == 0 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		// Errors tell the line's number, never its text.
		version, err := strconv.Atoi(strings.TrimPrefix(fields[0], "v"))
		if err != nil || len(fields) != 2 || fields[0] != "v"+strconv.Itoa(version) || version < 1 || version > versionsMax {
			return nil, fmt.Errorf("line %d of the keys is not a version and a key", number)
		}
		key, err := base64.StdEncoding.Strict().DecodeString(fields[1])
		if err != nil || len(key) != keySize {
			return nil, fmt.Errorf("line %d of the keys: the key is not %d bytes in base64", number, keySize)
		}
		if found[version] != nil {
			return nil, fmt.Errorf("line %d of the keys: version %d occurs twice", number, version)
		}
		found[version] = key
	}
	if len(found) == 0 {
		return nil, errors.New("there are no keys")
	}
	masters := make([][]byte, len(found))
	for i := range masters {
		if masters[i] = found[i+1]; masters[i] == nil {
			return nil, fmt.Errorf("version %d of the keys is missing", i+1)
		}
	}
	return newKeys(masters), nil
}

// LoadKeys reads a key file, which nobody but its owner may be able to read.
func LoadKeys(path string) (*Keys, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open key file: %w", err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("look at key file: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("key file %s is not a file", path)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return nil, fmt.Errorf("key file %s is open to others (%04o): run `chmod 600 %s`", path, mode, path)
	}
	text, err := io.ReadAll(io.LimitReader(f, fileSizeMax))
	if err != nil {
		return nil, fmt.Errorf("read key file: %w", err)
	}
	k, err := ParseKeys(text)
	if err != nil {
		return nil, fmt.Errorf("key file %s: %w", path, err)
	}
	return k, nil
}

// CreateKeys loads the key file, making it first if there is none. The file appears complete and on disk or not at
// all, and one that exists is never replaced, however many processes start together.
func CreateKeys(path string) (*Keys, error) {
	k, err := LoadKeys(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return k, err
	}
	line := "v1 " + base64.StdEncoding.EncodeToString(randomBytes(keySize)) + "\n"
	if err := writeOnce(path, []byte(line)); err != nil {
		return nil, fmt.Errorf("create key file: %w", err)
	}
	return LoadKeys(path)
}

// writeOnce writes beside path and links, because a link, unlike a rename, fails where there is a file already.
func writeOnce(path string, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".new-*") // its mode is 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	_, err = f.Write(text)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// Current is the version that seals new data.
func (k *Keys) Current() int { return len(k.masters) }

// Format keeps keys out of logs and error texts, whatever the verb.
func (k *Keys) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[keys]") }

// randomBytes never fails: the program ends if the system has no randomness.
func randomBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}
