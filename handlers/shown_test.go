package handlers

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/almoner/almoner/domain"
)

// sized is a PNG whose head says another size than its pixels have.
func sized(t *testing.T, whole []byte, side uint32) []byte {
	t.Helper()
	all := bytes.Clone(whole)
	binary.BigEndian.PutUint32(all[16:], side)
	binary.BigEndian.PutUint32(all[20:], side)
	binary.BigEndian.PutUint32(all[29:], crc32.ChecksumIEEE(all[12:29]))
	return all
}

func pngOf(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAPictureShowsSomething(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, drawn(), nil); err != nil {
		t.Fatal(err)
	}
	photo, drawing := b.Bytes(), pngOf(t, drawn())
	scan := bytes.Index(photo, []byte{0xFF, jpegScan})
	for name, tt := range map[string]struct {
		kind string
		data []byte
		says string // empty: it is taken
	}{
		"a photograph":                 {"image/jpeg", photo, ""},
		"a drawing":                    {"image/png", drawing, ""},
		"sixteen bits a color":         {"image/png", pngOf(t, image.NewNRGBA64(image.Rect(0, 0, 20, 20))), ""},
		"a head without a picture":     {"image/png", sized(t, drawing, 600), "cannot be read"},
		"a head that nobody can hold":  {"image/png", sized(t, drawing, 60_000), "too many pixels"},
		"one pixel too many":           {"image/png", sized(t, drawing, 7072), "too many pixels"},
		"a photograph without a scan":  {"image/jpeg", append(bytes.Clone(photo[:scan]), 0xFF, jpegEnd), "cannot be read"},
		"a photograph cut in its scan": {"image/jpeg", append(bytes.Clone(photo[:scan+20]), 0xFF, jpegEnd), "cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bare, ok := bareOf(tt.kind, tt.data)
			if !ok {
				t.Fatal("it is not built as its kind is")
			}
			err := shows(t.Context(), tt.kind, bare)
			if (err == nil) != (tt.says == "") || err != nil && (domain.CodeOf(err) != domain.Invalid || !strings.Contains(domain.MessageOf(err), tt.says)) {
				t.Errorf("got %v, want %q", err, tt.says)
			}
		})
	}
	if progressive(photo) {
		t.Error("a plain photograph is taken for one in steps")
	}
	steps := bytes.Clone(photo)
	steps[bytes.Index(steps, []byte{0xFF, 0xC0})+1] = jpegSteps
	if !progressive(steps) {
		t.Error("a photograph in steps is taken for a plain one")
	}
}

// TestManyLargePicturesTakeTheMemoryOfOne: they are taken apart one after the other, and whoever does not wait is told so.
//
//nolint:paralleltest // it measures the memory of the process
func TestManyLargePicturesTakeTheMemoryOfOne(t *testing.T) {
	large := pngOf(t, image.NewGray(image.Rect(0, 0, 7000, 7000)))
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() {
			if err := shows(t.Context(), "image/png", large); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	runtime.ReadMemStats(&after)
	if grown := int64(after.Sys) - int64(before.Sys); grown > 4*7000*7000 {
		t.Errorf("six pictures of 49 MB took %d MB", grown>>20)
	}
	decoding <- struct{}{}
	defer func() { <-decoding }()
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := shows(gone, "image/png", large); domain.CodeOf(err) != domain.Unavailable {
		t.Errorf("whoever left is told %v", err)
	}
}
