package handlers

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// bareOf gives a picture without anything but what it shows; ok is false when it is not built as its kind is.
func bareOf(kind string, data []byte) (bare []byte, ok bool) {
	if kind == "image/png" {
		return barePNG(data)
	}
	return bareJPEG(data)
}

// The markers of a JPEG that matter here.
const (
	jpegBegin    = 0xD8
	jpegEnd      = 0xD9
	jpegScan     = 0xDA
	jpegSteps    = 0xC2
	jpegComment  = 0xFE
	jpegExif     = 0xE1
	jpegColors   = 0xE2
	jpegAdobe    = 0xEE
	jpegJFIF     = 0xE0
	jpegLastApp  = 0xEF
	exifHead     = "Exif\x00\x00"
	orientation  = 0x0112
	colorProfile = "ICC_PROFILE\x00"
)

// bareJPEG leaves out comments and what applications add: Exif with its place and time, XMP, captions, and further pictures behind the end. How the
// camera was held stays, so that nobody has to turn their head, and so do colors.
func bareJPEG(data []byte) (bare []byte, ok bool) {
	if len(data) < 4 || data[0] != 0xFF || data[1] != jpegBegin {
		return nil, false
	}
	bare, rest, turned := []byte{0xFF, jpegBegin}, data[2:], false
	for len(rest) >= 2 {
		if rest[0] != 0xFF {
			return nil, false
		}
		marker := rest[1]
		if marker == 0xFF { // fill
			rest = rest[1:]
			continue
		}
		if marker == jpegEnd {
			return append(bare, 0xFF, jpegEnd), true
		}
		if len(rest) < 4 {
			return nil, false
		}
		size := int(binary.BigEndian.Uint16(rest[2:4]))
		if size < 2 || len(rest) < 2+size {
			return nil, false
		}
		segment, body := rest[:2+size], rest[4:2+size]
		rest = rest[2+size:]
		switch {
		case marker == jpegExif && bytes.HasPrefix(body, []byte(exifHead)):
			if how := heldHow(body[len(exifHead):]); how > 1 && !turned {
				bare, turned = append(bare, exifOf(how)...), true
			}
		case marker == jpegColors && bytes.HasPrefix(body, []byte(colorProfile)), marker == jpegJFIF, marker == jpegAdobe:
			bare = append(bare, segment...)
		case marker >= jpegJFIF && marker <= jpegLastApp, marker == jpegComment:
		default:
			bare = append(bare, segment...)
		}
		if marker == jpegScan {
			end := scanEnd(rest)
			bare, rest = append(bare, rest[:end]...), rest[end:]
		}
	}
	return nil, false
}

// scanEnd finds the next marker behind packed pixels.
func scanEnd(data []byte) int {
	for i := 0; i+1 < len(data); i++ {
		if next := data[i+1]; data[i] == 0xFF && next != 0 && (next < 0xD0 || next > 0xD7) {
			return i
		}
	}
	return len(data)
}

// heldHow reads from Exif how the camera was held: 1 to 8, and 0 for what it does not say.
func heldHow(tiff []byte) uint16 {
	if len(tiff) < 10 {
		return 0
	}
	var order binary.ByteOrder = binary.LittleEndian
	if tiff[0] == 'M' {
		order = binary.BigEndian
	}
	at := uint64(order.Uint32(tiff[4:8]))
	if at+2 > uint64(len(tiff)) {
		return 0
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at : at+2]) {
		if len(entries) < 12 {
			return 0
		}
		if order.Uint16(entries) == orientation {
			if how := order.Uint16(entries[8:]); how <= 8 {
				return how
			}
			return 0
		}
		entries = entries[12:]
	}
	return 0
}

// exifOf is an Exif segment that says how the camera was held, and nothing else.
func exifOf(how uint16) []byte {
	body := append([]byte(exifHead), 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1)
	body = binary.BigEndian.AppendUint16(body, how)
	body = append(body, 0, 0, 0, 0, 0, 0)
	return append(binary.BigEndian.AppendUint16([]byte{0xFF, jpegExif}, uint16(len(body)+2)), body...)
}

const pngHead = "\x89PNG\r\n\x1a\n"

// pngShown are the parts of a PNG that it is shown by; texts, times, Exif and whatever programs add are none.
var pngShown = []string{"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "bKGD", "pHYs"}

func barePNG(data []byte) (bare []byte, ok bool) {
	if !bytes.HasPrefix(data, []byte(pngHead)) {
		return nil, false
	}
	bare, rest := []byte(pngHead), data[len(pngHead):]
	for len(rest) >= 12 {
		size := uint64(binary.BigEndian.Uint32(rest)) + 12
		if size > uint64(len(rest)) {
			return nil, false
		}
		kind := string(rest[4:8])
		if slices.Contains(pngShown, kind) {
			bare = append(bare, rest[:size]...)
		}
		if kind == "IEND" {
			return bare, true
		}
		rest = rest[size:]
	}
	return nil, false
}
