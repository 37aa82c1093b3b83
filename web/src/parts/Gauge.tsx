import type { Subscore } from "../api/types";
import { gaugeOf, type Gauge as Scale } from "../model/gauge";
import { number, text } from "../texts";

/** What was measured and what is wanted, as a mark on a scale and in words. */
export function Gauge({ reason, torsoCm }: { reason: Subscore; torsoCm: number | null | undefined }) {
  const gauge = gaugeOf(reason, torsoCm);
  const target = targetOf(gauge);
  return (
    <div class="gauge" data-good={reason.score >= 100}>
      <span class="scale" aria-hidden="true">
        {target !== null && (
          <span
            class="band"
            style={{ left: `${100 * gauge.band[0]}%`, right: `${100 - 100 * gauge.band[1]}%` }}
          />
        )}
        <span class="needle" style={{ left: `${100 * gauge.at}%` }} />
      </span>
      <span class="small">
        <b>{text("sub.measured", { value: valueOf(gauge, gauge.value) })}</b>
        {target !== null && ` · ${target}`}
      </span>
    </div>
  );
}

function targetOf(gauge: Scale): string | null {
  const { low, high } = gauge;
  const say = (value: number): string => valueOf(gauge, value);
  if (low !== null && high !== null) return text("target.between", { low: say(low), high: say(high) });
  if (low !== null) return text("target.least", { low: say(low) });
  return high === null ? null : text("target.most", { high: say(high) });
}

function valueOf({ unit }: Scale, value: number): string {
  return text(`unit.${unit}`, { value: number(value, unit === "s" ? 2 : 0) });
}
