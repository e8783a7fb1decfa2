package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"time"
)

// Result is what a run found. Costs are per request; ratios are product to floor.
type Result struct {
	FloorRPS          float64 `json:"floor_rps"`
	AlmonerRPS        float64 `json:"almoner_rps"`
	ThroughputRatio   float64 `json:"throughput_ratio"`
	FloorCPUMS        float64 `json:"floor_cpu_ms"`
	AlmonerCPUMS      float64 `json:"almoner_cpu_ms"`
	CPURatio          float64 `json:"cpu_ratio"`
	FloorP50MS        float64 `json:"floor_p50_ms"`
	FloorP99MS        float64 `json:"floor_p99_ms"`
	AlmonerP50MS      float64 `json:"almoner_p50_ms"`
	AlmonerP99MS      float64 `json:"almoner_p99_ms"`
	P50Ratio          float64 `json:"p50_ratio"`
	P99Ratio          float64 `json:"p99_ratio"`
	WALBytes          float64 `json:"wal_bytes"`
	FloorWALBytes     float64 `json:"floor_wal_bytes"`
	CommitsPerRequest float64 `json:"commits_per_request"`
	FsyncsPerRequest  float64 `json:"fsyncs_per_request"`
	History           int     `json:"history"`
	Requests          int     `json:"requests"` // of the product, under load
	Checks            string  `json:"checks"`

	floor     sample // both halves together
	floorTook []time.Duration
}

func (r *Result) addFloor(s sample, took []time.Duration) {
	r.floor = sample{requests: r.floor.requests + s.requests, took: r.floor.took + s.took, cost: r.floor.cost.plus(s.cost)}
	r.floorTook = append(r.floorTook, took...)
	n := float64(r.floor.requests)
	r.FloorRPS, r.FloorCPUMS, r.FloorWALBytes = n/r.floor.took.Seconds(), ms(r.floor.cost.cpu)/n, float64(r.floor.cost.wal)/n
	l := latencyOf(r.floorTook)
	r.FloorP50MS, r.FloorP99MS = ms(l.p50), ms(l.p99)
}

func (r *Result) addAlmoner(s sample, took []time.Duration) {
	n := float64(s.requests)
	r.Requests = s.requests
	r.AlmonerRPS, r.AlmonerCPUMS, r.WALBytes = n/s.took.Seconds(), ms(s.cost.cpu)/n, float64(s.cost.wal)/n
	r.CommitsPerRequest, r.FsyncsPerRequest = float64(s.cost.commits)/n, float64(s.cost.syncs)/n
	l := latencyOf(took)
	r.AlmonerP50MS, r.AlmonerP99MS = ms(l.p50), ms(l.p99)
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// rounded gives the result with its ratios, without digits that mean nothing.
func (r Result) rounded() Result {
	r.ThroughputRatio, r.CPURatio = ratio(r.AlmonerRPS, r.FloorRPS), ratio(r.AlmonerCPUMS, r.FloorCPUMS)
	r.P50Ratio, r.P99Ratio = ratio(r.AlmonerP50MS, r.FloorP50MS), ratio(r.AlmonerP99MS, r.FloorP99MS)
	for _, v := range []*float64{&r.FloorRPS, &r.AlmonerRPS, &r.WALBytes, &r.FloorWALBytes} {
		*v = math.Round(*v)
	}
	for _, v := range []*float64{
		&r.FloorCPUMS, &r.AlmonerCPUMS, &r.FloorP50MS, &r.FloorP99MS, &r.AlmonerP50MS, &r.AlmonerP99MS,
		&r.ThroughputRatio, &r.CPURatio, &r.P50Ratio, &r.P99Ratio, &r.CommitsPerRequest, &r.FsyncsPerRequest,
	} {
		*v = math.Round(*v*1000) / 1000
	}
	return r
}

// ratio is zero where the floor was not measured.
func ratio(product, floor float64) float64 {
	if floor == 0 {
		return 0
	}
	return product / floor
}

// WriteJSON prints one line.
func (r Result) WriteJSON(w io.Writer) error { return json.NewEncoder(w).Encode(r) }

// WriteText prints a table for people.
func (r Result) WriteText(w io.Writer) error {
	lines := []struct {
		what           string
		floor, almoner float64
		must           string
	}{
		{"requests per second", r.FloorRPS, r.AlmonerRPS, "at least 1.0"},
		{"processor ms per request", r.FloorCPUMS, r.AlmonerCPUMS, "at most 1.0"},
		{"p50 ms, one in flight", r.FloorP50MS, r.AlmonerP50MS, "at most 3.0"},
		{"p99 ms, one in flight", r.FloorP99MS, r.AlmonerP99MS, "at most 4.0"},
		{"log bytes per request", r.FloorWALBytes, r.WALBytes, "at most 4.0"},
	}
	if _, err := fmt.Fprintf(w, "%-26s %10s %10s %8s   %s\n", "", "floor", "almoner", "ratio", "must be"); err != nil {
		return err
	}
	for _, l := range lines {
		if _, err := fmt.Fprintf(w, "%-26s %10.2f %10.2f %8.2f   %s\n", l.what, l.floor, l.almoner, ratio(l.almoner, l.floor), l.must); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "%-26s %10s %10.2f\n%-26s %10s %10.2f\n%-26s %10s %10d\n%-26s %10s %10d\nchecks %s\n",
		"commits per request", "6", r.CommitsPerRequest, "syncs per request", "", r.FsyncsPerRequest, "requests", "", r.Requests,
		"closed requests before", "", r.History, r.Checks)
	return err
}
