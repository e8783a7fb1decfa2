package handlers

import (
	"bytes"
	"context"
	"encoding/binary"
	"image/color"
	"image/jpeg"
	"image/png"

	"github.com/almoner/almoner/domain"
)

// pixelsMax bounds a picture: more than any telephone makes of what fits into five megabytes. One whose pixels take more memory while they
// are looked at has a quarter of them: what a usual telephone makes.
const pixelsMax = 50_000_000

// decoding lets one picture at a time be taken apart, so that several that come together need no more memory than one: about 400 MB at most.
var decoding = make(chan struct{}, 1)

// shows refuses what is built like a picture and shows nothing. Invalid: nothing in it can be seen, or it is larger than is looked at here;
// Unavailable: whoever sends it does not wait any longer.
func shows(ctx context.Context, kind string, bare []byte) error {
	unreadable := fieldError("file", "This picture cannot be read. Please photograph it again, or choose another one.")
	read, decode := jpeg.DecodeConfig, jpeg.Decode
	if kind == "image/png" {
		read, decode = png.DecodeConfig, png.Decode
	}
	about, err := read(bytes.NewReader(bare))
	if err != nil || about.Width <= 0 || about.Height <= 0 {
		return unreadable
	}
	most := int64(pixelsMax)
	if deep(about.ColorModel) || kind == "image/jpeg" && progressive(bare) {
		most /= 4
	}
	if int64(about.Width)*int64(about.Height) > most {
		return fieldError("file", "This picture has too many pixels to be looked at here. Please photograph it again, or make it smaller.")
	}
	select {
	case decoding <- struct{}{}:
		defer func() { <-decoding }()
	case <-ctx.Done():
		return domain.Because(ctx.Err(), domain.Unavailable, "This takes longer than it should. Please try again in a minute; nothing is done twice.")
	}
	if _, err := decode(bytes.NewReader(bare)); err != nil {
		return unreadable
	}
	return nil
}

// deep tells whether each color of a pixel takes two bytes.
func deep(m color.Model) bool {
	return m == color.RGBA64Model || m == color.NRGBA64Model || m == color.Gray16Model
}

// progressive tells of a JPEG, built as bareJPEG leaves it, whether it is sharpened step by step: all of it is held while that lasts.
func progressive(bare []byte) bool {
	for rest := bare[2:]; len(rest) >= 4 && rest[0] == 0xFF && rest[1] != jpegScan; {
		if rest[1] == jpegSteps {
			return true
		}
		size := 2 + int(binary.BigEndian.Uint16(rest[2:4]))
		if size > len(rest) {
			return false
		}
		rest = rest[size:]
	}
	return false
}
