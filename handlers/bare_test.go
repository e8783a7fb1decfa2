package handlers

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// photographed is a picture with what a telephone writes beside it, and something behind its end.
func photographed(t *testing.T, how uint16) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, drawn(), nil); err != nil {
		t.Fatal(err)
	}
	plain := b.Bytes()
	segment := func(marker byte, body string) []byte {
		return append(binary.BigEndian.AppendUint16([]byte{0xFF, marker}, uint16(len(body)+2)), body...)
	}
	exif := exifOf(how)
	exif = append(exif, "GPS 38.627 -90.199"...)
	binary.BigEndian.PutUint16(exif[2:], uint16(len(exif)-2))
	all := append([]byte{0xFF, jpegBegin}, exif...)
	for marker, body := range map[byte]string{0xE1: "http://ns.adobe.com/xap/1.0/\x00GPS 38.627", 0xED: "Photoshop GPS", jpegComment: "GPS of Jordan", 0xE2: "MPF\x00GPS"} {
		all = append(all, segment(marker, body)...)
	}
	all = append(all, plain[2:]...)
	return append(all, "\xFF\xD8 GPS once more"...)
}

func drawn() image.Image {
	m := image.NewRGBA(image.Rect(0, 0, 40, 24))
	for x := range 40 {
		for y := range 24 {
			m.Set(x, y, color.RGBA{uint8(x * 6), uint8(y * 10), 90, 255})
		}
	}
	return m
}

func TestAPhotographKeepsWhatItShowsOnly(t *testing.T) {
	t.Parallel()
	for _, how := range []uint16{1, 6, 8} {
		bare, ok := bareJPEG(photographed(t, how))
		if !ok || bytes.Contains(bare, []byte("GPS")) || bytes.Contains(bare, []byte("Jordan")) {
			t.Fatalf("taken: %t, %q", ok, bare)
		}
		if m, err := jpeg.Decode(bytes.NewReader(bare)); err != nil || m.Bounds().Dx() != 40 {
			t.Errorf("it cannot be shown any more: %v", err)
		}
		if turned := bytes.Contains(bare, exifOf(how)); turned != (how > 1) {
			t.Errorf("held as %d: said %t", how, turned)
		}
		if again, ok := bareJPEG(bare); !ok || !bytes.Equal(again, bare) {
			t.Error("what is bare is changed")
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, drawn()); err != nil {
		t.Fatal(err)
	}
	chunk := func(kind, body string) string {
		sum := crc32.ChecksumIEEE([]byte(kind + body))
		return string(binary.BigEndian.AppendUint32(nil, uint32(len(body)))) + kind + body + string(binary.BigEndian.AppendUint32(nil, sum))
	}
	whole := b.String()
	told := whole[:33] + chunk("tEXt", "Author\x00Jordan") + chunk("eXIf", "GPS") + whole[33:] + "GPS"
	if bare, ok := barePNG([]byte(told)); !ok || string(bare) != whole {
		t.Errorf("taken: %t, %d bytes of %d", ok, len(bare), len(whole))
	}
}

// TestNoPictureIsTooBroken: whatever is sent is read or refused, within what there is.
func TestNoPictureIsTooBroken(t *testing.T) {
	t.Parallel()
	whole := photographed(t, 6)
	for n := range whole {
		bareJPEG(whole[:n])
	}
	rapid.Check(t, func(r *rapid.T) {
		broken := bytes.Clone(whole)
		for range rapid.IntRange(1, 8).Draw(r, "faults") {
			broken[rapid.IntRange(0, len(broken)-1).Draw(r, "at")] = rapid.Byte().Draw(r, "byte")
		}
		if bare, ok := bareJPEG(broken); ok && len(bare) > len(broken)+64 {
			r.Fatal("it grew")
		}
		barePNG([]byte(pngHead + string(rapid.SliceOf(rapid.Byte()).Draw(r, "png"))))
	})
	if _, ok := bareJPEG([]byte(strings.Repeat("\xFF", 100))); ok {
		t.Error("nothing is a picture")
	}
}
