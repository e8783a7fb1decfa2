// Package migrations holds the database's schema as numbered SQL files, NNNN_words.sql, and applies them: forward
// only, each in one transaction. A file that was ever applied is never edited; a change is the next number.
package migrations

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"regexp"
	"strconv"
	"sync"
)

//go:embed *.sql
var files embed.FS

// Migration is one file; Checksum is the SHA-256 of its bytes in hexadecimal.
type Migration struct {
	Number   int
	Name     string
	Checksum string
	SQL      string
}

var embedded = sync.OnceValues(func() ([]Migration, error) { return load(files) })

// All gives the embedded migrations in order; the error names the file that is out of place.
func All() ([]Migration, error) { return embedded() }

// Latest is the number of the last embedded migration: what this binary expects Current to be.
func Latest() int {
	all, err := All()
	if err != nil {
		panic(err) // a build with misnamed files
	}
	return len(all)
}

var fileName = regexp.MustCompile(`^(\d{4})_[a-z0-9]+(?:_[a-z0-9]+)*\.sql$`)

// load reads and checks the .sql files of one directory. Glob sorts by name, hence by number.
func load(dir fs.FS) ([]Migration, error) {
	names, err := fs.Glob(dir, "*.sql")
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	var all []Migration
	for _, name := range names {
		parts := fileName.FindStringSubmatch(name)
		if parts == nil {
			return nil, fmt.Errorf("migration %s: the name must be four digits and lower-case words, as in 0001_first_words.sql", name)
		}
		number, _ := strconv.Atoi(parts[1]) // because the pattern allows digits only
		if number != len(all)+1 {
			return nil, fmt.Errorf("migration %s: expected number %04d", name, len(all)+1)
		}
		text, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, fmt.Errorf("migration %s: %w", name, err)
		}
		sum := sha256.Sum256(text)
		all = append(all, Migration{Number: number, Name: name, Checksum: hex.EncodeToString(sum[:]), SQL: string(text)})
	}
	return all, nil
}
