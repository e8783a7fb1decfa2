package programs

import (
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// Catalog is every organization with its programs, checked; it never changes after NewCatalog.
type Catalog struct {
	organizations []Organization       // by key
	programs      map[string][]Program // by organization, then by key
	translations  map[string]Translations
}

// NewCatalog reads the programs that come with Almoner and, over them, those of an installation: a file of the overlay replaces
// the file of the same name, others are added; so do its translations, sentence by sentence. A nil overlay adds nothing. The error is a *FindingsError unless a folder
// cannot be read. At most one known is looked at.
func NewCatalog(builtin, overlay fs.FS, known ...Known) (*Catalog, error) {
	files, findings, err := merge(builtin, overlay)
	if err != nil {
		return nil, err
	}
	c := &Catalog{programs: map[string][]Program{}, translations: map[string]Translations{}}
	for _, from := range []fs.FS{builtin, overlay} {
		if from == nil {
			continue
		}
		inFolders, found, err := readTranslations(from)
		if err != nil {
			return nil, err
		}
		for folder, t := range inFolders {
			c.translations[folder] = c.translations[folder].over(t)
		}
		findings = append(findings, found...)
	}
	homes := map[string]bool{}
	for _, f := range files {
		var found []Finding
		if path.Base(f.name) == organizationFile {
			var o Organization
			o, found = parseOrganization(f.folder(), f.name, f.data)
			c.organizations = append(c.organizations, o)
			homes[f.folder()] = true
		} else {
			var p Program
			p, found = f.program(first(known))
			c.programs[f.folder()] = append(c.programs[f.folder()], p.translated(c.translations[f.folder()]))
		}
		findings = append(findings, found...)
	}
	for _, folder := range slices.Sorted(maps.Keys(c.programs)) {
		if !homes[folder] {
			findings = append(findings, Finding{File: folder + "/" + organizationFile, Reason: "is missing, yet the folder holds programs"})
		}
	}
	if len(findings) > 0 {
		sortFindings(findings)
		return nil, &FindingsError{Findings: findings}
	}
	slices.SortFunc(c.organizations, func(a, b Organization) int { return strings.Compare(a.Key, b.Key) })
	for _, inFolder := range c.programs {
		slices.SortFunc(inFolder, func(a, b Program) int { return strings.Compare(a.Key, b.Key) })
	}
	return c, nil
}

// merge gives the files of both folders in order of name, the overlay's where both have one.
func merge(builtin, overlay fs.FS) ([]file, []Finding, error) {
	files, findings, err := list(builtin)
	if err != nil || overlay == nil {
		return files, findings, err
	}
	over, found, err := list(overlay)
	if err != nil {
		return nil, nil, err
	}
	byName := map[string]file{}
	for _, f := range append(files, over...) {
		byName[f.name] = f
	}
	merged := make([]file, 0, len(byName))
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		merged = append(merged, byName[name])
	}
	return merged, append(findings, found...), nil
}

// Organizations gives all of them in order of key.
func (c *Catalog) Organizations() []Organization { return slices.Clone(c.organizations) }

// Organization finds one by key.
func (c *Catalog) Organization(key string) (Organization, bool) {
	for _, o := range c.organizations {
		if o.Key == key {
			return o, true
		}
	}
	return Organization{}, false
}

// Programs gives those of one organization in order of key; none for an organization there is not.
func (c *Catalog) Programs(org string) []Program { return slices.Clone(c.programs[org]) }

// Translations gives what the programs of one organization say in other languages.
func (c *Catalog) Translations(org string) Translations { return c.translations[org] }

// Find gives the current version of one program.
func (c *Catalog) Find(org, key string) (Program, bool) {
	for _, p := range c.programs[org] {
		if p.Key == key {
			return p, true
		}
	}
	return Program{}, false
}
