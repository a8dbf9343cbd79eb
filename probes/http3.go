package probes

import "context"

func (v *visit) overQUIC(ctx context.Context, q question) (answer, bool) { return v.overTCP(ctx, q) }
