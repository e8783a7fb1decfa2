package handlers

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/store"
)

// pictureTypes are what telephones photograph.
var pictureTypes = []string{"image/jpeg", "image/png"}

// picture is one that a family adds, on its way into a command.
type picture struct {
	id, data uuid.UUID // sealed
	most     int       // that the program takes
	reader   uuid.UUID // of an application: the contact whose paper the family holds
}

// NewPicture is a picture that a family adds to its request. Number is how it is called, because a name that a telephone or a person gave it could say
// who is meant.
type NewPicture struct {
	Number, Most int
	Reader       uuid.UUID
	Data         []byte
}

// AddPicture seals a picture into a family's request, without what a camera wrote beside it, such as the place. The same picture again changes
// nothing. Invalid: it is empty, or no picture that is taken here; TooLarge; otherwise as the rules say.
func (d *Desk) AddPicture(ctx context.Context, of store.Case, p NewPicture) error {
	add := kinds[of.Workflow].picture
	if add == nil || p.Most == 0 {
		return domain.Errorf(domain.NotFound, "That cannot be done with this case.")
	}
	kind := http.DetectContentType(p.Data)
	file := File{Name: fmt.Sprintf("picture-%d%s", p.Number, map[string]string{"image/jpeg": ".jpg", "image/png": ".png"}[kind]), Type: kind, Size: len(p.Data)}
	if err := checkFile(file, pictureTypes, "Only JPEG and PNG pictures can be added here. Please photograph it."); err != nil {
		return err
	}
	bare, ok := bareOf(kind, p.Data)
	if !ok {
		return fieldError("file", "This picture cannot be read. Please photograph it again, or choose another one.")
	}
	if err := shows(ctx, kind, bare); err != nil {
		return err
	}
	file.Size = len(bare)
	a := &acting{desk: d, ctx: ctx, keys: d.keysOf(of.Organization), of: of}
	if err := a.openKey(); err != nil {
		return err
	}
	id, data, err := a.sealFile(file, bare)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(p.Data)
	return d.Lanes.Do(ctx, Message{
		Organization: of.Organization, Compartment: of.Compartment, Workflow: of.Workflow, Stream: of.ID, Actor: "requester", Cause: d.Handler.NewID(),
		Command: add(picture{id: id, data: data, most: p.Most, reader: p.Reader}), Texts: a.texts,
		Once: &Once{Scope: "picture", KeyHash: a.keys.Lookup("picture", of.ID.String()+hex.EncodeToString(sum[:])), BodyHash: []byte{}, Answer: outcomeOf},
	}).Err
}
