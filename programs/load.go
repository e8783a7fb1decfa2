package programs

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
)

const (
	organizationFile  = "organization.yaml"
	fileBytesMax      = 256 << 10
	organizationsMax  = 100
	filesPerFolderMax = 200
)

//go:embed */*.yaml */words.*.json
var builtin embed.FS

// Builtin is the folder of programs that comes with Almoner.
func Builtin() fs.FS { return builtin }

// Known is what there is beside programs: which kinds a workflow carries, and what a tell list can name. A nil map means that
// its side is not checked.
type Known struct {
	Kinds    map[string]bool // "welfare"
	Events   map[string]bool // event types, "welfare.request_submitted"
	Messages map[string]bool // keys of messages, "received"
}

func first(known []Known) Known {
	if len(known) == 0 {
		return Known{}
	}
	return known[0]
}

// Parse reads and checks one program file. The findings are in order of line; when there are any, the program must not run.
// At most one known is looked at.
func Parse(org, key, filename string, data []byte, known ...Known) (Program, []Finding) {
	r := &report{file: filename}
	var p Program
	decode(r, data, &p)
	if len(r.findings) == 0 {
		r.checkProgram(p, org, key, first(known))
	}
	sortFindings(r.findings)
	p.Version = p.version()
	return p, r.findings
}

// Canonical is the program as JSON, always the same bytes for the same content; times are nanoseconds in it. Its SHA-256 is
// the Version, so a stored copy can be proved.
func (p Program) Canonical() []byte {
	data, err := json.Marshal(p)
	if err != nil {
		panic("programs: " + err.Error()) // strings, numbers and maps of strings always marshal
	}
	return data
}

func (p Program) version() string {
	sum := sha256.Sum256(p.Canonical())
	return hex.EncodeToString(sum[:])
}

// FromCanonical reads back what Canonical wrote, with its Version. It does not check again: rules that got stricter since
// must not stop a case that runs under an older version.
func FromCanonical(data []byte) (Program, error) {
	var p Program
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&p); err != nil {
		return Program{}, fmt.Errorf("read stored program: %w", err)
	}
	p.Version = p.version()
	return p, nil
}

// Load reads every <organization>/<program>.yaml; what is wrong with any of them comes back as one *FindingsError.
func Load(fsys fs.FS) ([]Program, error) {
	files, findings, err := list(fsys)
	if err != nil {
		return nil, err
	}
	var programs []Program
	for _, f := range files {
		if path.Base(f.name) == organizationFile {
			continue
		}
		p, found := f.program(Known{})
		programs = append(programs, p)
		findings = append(findings, found...)
	}
	if len(findings) > 0 {
		sortFindings(findings)
		return nil, &FindingsError{Findings: findings}
	}
	return programs, nil
}

// file is one YAML file, read.
type file struct {
	name string // "<organization>/<program>.yaml"
	data []byte
}

func (f file) folder() string { return path.Dir(f.name) }

func (f file) program(known Known) (Program, []Finding) {
	return Parse(f.folder(), strings.TrimSuffix(path.Base(f.name), ".yaml"), f.name, f.data, known)
}

// list reads the YAML files of every folder, in order of name. Hidden files and other formats are left alone, but a YAML file
// that would silently count for nothing is a finding.
func list(fsys fs.FS) (files []file, findings []Finding, err error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, nil, fmt.Errorf("read programs: %w", err)
	}
	folders := 0
	for _, entry := range entries {
		name := entry.Name()
		info, err := fs.Stat(fsys, name)
		switch {
		case strings.HasPrefix(name, "."):
		case err != nil:
			return nil, nil, fmt.Errorf("read programs: %w", err)
		case !info.IsDir():
			if isYAML(name) {
				findings = append(findings, Finding{File: name, Reason: "a program belongs in the folder of its organization"})
			}
		default:
			if folders++; folders > organizationsMax {
				return nil, nil, fmt.Errorf("read programs: more than %d folders", organizationsMax)
			}
			inFolder, found, err := listFolder(fsys, name)
			if err != nil {
				return nil, nil, err
			}
			files, findings = append(files, inFolder...), append(findings, found...)
		}
	}
	return files, findings, nil
}

func listFolder(fsys fs.FS, folder string) (files []file, findings []Finding, err error) {
	entries, err := fs.ReadDir(fsys, folder)
	if err != nil {
		return nil, nil, fmt.Errorf("read programs: %w", err)
	}
	for _, entry := range entries {
		name := path.Join(folder, entry.Name())
		if entry.IsDir() || strings.HasPrefix(entry.Name(), ".") || !isYAML(name) {
			continue
		}
		if path.Ext(name) != ".yaml" {
			findings = append(findings, Finding{File: name, Reason: "the name has to end in .yaml"})
			continue
		}
		if len(files) == filesPerFolderMax {
			findings = append(findings, Finding{File: name, Reason: fmt.Sprintf("more than %d files in one folder", filesPerFolderMax)})
			break
		}
		data, err := readBounded(fsys, name)
		if err != nil {
			return nil, nil, fmt.Errorf("read programs: %w", err)
		}
		if len(data) > fileBytesMax {
			findings = append(findings, Finding{File: name, Reason: fmt.Sprintf("larger than %d KiB", fileBytesMax>>10)})
			continue
		}
		files = append(files, file{name: name, data: data})
	}
	return files, findings, nil
}

func readBounded(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	return io.ReadAll(io.LimitReader(f, fileBytesMax+1))
}

func isYAML(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".yaml" || ext == ".yml"
}
