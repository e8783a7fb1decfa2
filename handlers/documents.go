package handlers

import (
	"context"
	"encoding/json"
	"net/http"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/support"
	"github.com/almoner/almoner/store"
)

// FileMax is how large one file of a case may be, in bytes.
const FileMax = 5 << 20

// fileNameMax is the longest name of a file that is kept, in characters.
const fileNameMax = 120

// DocumentText is the kind of sealed text that says what a file is.
const DocumentText = "document"

// File is what is known of one of a case's files beside its bytes.
type File struct {
	Name string `json:"name"`
	Type string `json:"type"` // MIME
	Size int    `json:"size"` // bytes
}

// fileTypes are what people photograph, scan or are sent. Nothing among them runs.
var fileTypes = []string{"application/pdf", "image/jpeg", "image/png"}

// AddDocument seals a file into a case. Invalid: it is empty, or of no kind that is taken here; TooLarge; otherwise as the rules say.
func (d *Desk) AddDocument(ctx context.Context, who Person, of store.Case, name string, data []byte) (File, error) {
	file := File{Name: fileName(name), Type: http.DetectContentType(data), Size: len(data)}
	if of.Workflow != "support" {
		return file, domain.Errorf(domain.NotFound, "That cannot be done with this case.")
	}
	if err := checkFile(file, fileTypes, "Only PDF, JPEG and PNG files can be kept here. Please photograph it, or print it as PDF."); err != nil {
		return file, err
	}
	a := &acting{desk: d, ctx: ctx, who: who, keys: d.keysOf(of.Organization), of: of}
	if err := a.openKey(); err != nil {
		return file, err
	}
	command := support.AddDocument{Who: a.wanting()}
	var err error
	if command.Document, command.Data, err = a.sealFile(file, data); err != nil {
		return file, err
	}
	return file, d.Lanes.Do(ctx, Message{
		Organization: of.Organization, Workflow: of.Workflow, Stream: of.ID, Command: command, Actor: actorOf(who.ID), Cause: d.Handler.NewID(), Texts: a.texts,
	}).Err
}

// checkFile refuses what is empty, too large, or of none of the kinds, with what to do instead.
func checkFile(file File, kinds []string, instead string) error {
	switch {
	case file.Size > FileMax:
		return domain.Errorf(domain.TooLarge, "The file is larger than 5 MB. Nothing was kept; please photograph or scan it smaller.")
	case file.Size == 0:
		return fieldError("file", "Please choose a file.")
	case !slices.Contains(kinds, file.Type):
		return fieldError("file", instead)
	}
	return nil
}

// sealFile seals what a file is and its bytes, each as a text of its own.
func (a *acting) sealFile(file File, data []byte) (document, content uuid.UUID, err error) {
	if document, err = a.sealed(DocumentText, file); err != nil {
		return uuid.Nil, uuid.Nil, err
	}
	content, err = a.sealed(store.BytesOfDocument, data)
	return document, content, err
}

// OpenFile gives the bytes of a file.
func (d *Desk) OpenFile(organization string, sealed store.TextRow) (data []byte, err error) {
	plain, err := d.OpenText(organization, sealed)
	if err != nil {
		return nil, err
	}
	return data, json.Unmarshal(plain, &data)
}

// fileName keeps the last part of a name, without what could end a header's line or hide its ending.
func fileName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), "\\", "/"))
	name = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, name)
	for utf8.RuneCountInString(name) > fileNameMax {
		name = string([]rune(name)[1:]) // the end tells the kind
	}
	if name == "." || name == "/" || name == "" {
		return "file"
	}
	return name
}
