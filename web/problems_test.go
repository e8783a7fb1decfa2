package web

import (
	"reflect"
	"testing"
)

// TestLinesThatSayTheSameNameTheirField: whoever reads the list above a page, or has it read, knows which field is meant.
func TestLinesThatSayTheSameNameTheirField(t *testing.T) {
	t.Parallel()
	body := struct {
		Forms []*rotaForm
		Place any
	}{
		Forms: []*rotaForm{nil, {Fields: []fieldView{{ID: "a-from", Label: "From"}, {ID: "a-to", Label: "To"}}}},
		Place: groupView{Fields: []fieldView{{ID: "place", Label: "Place"}}},
	}
	lines := []problemLine{{"#a-from", "Please write a time."}, {"#a-to", "Please write a time."}, {"#place", "Please write a place."}, {"", "Please write a time."}}
	want := []problemLine{{"#a-from", "From: Please write a time."}, {"#a-to", "To: Please write a time."}, {"#place", "Please write a place."}, {"", "Please write a time."}}
	if got := apart(in("en"), lines, body); !reflect.DeepEqual(got, want) {
		t.Errorf("the lines read %q", got)
	}
	if got := apart(in("en"), lines[1:3], body); !reflect.DeepEqual(got, lines[1:3]) {
		t.Errorf("lines that differ read %q", got)
	}
}
