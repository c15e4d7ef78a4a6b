"use client";

import { type PointerEvent, useRef } from "react";
import type { Brush, ParallelAxis } from "@/lib/analysis/parallel-coordinates";
import { cutMiddle } from "@/lib/format/cut-middle";
import { placeAt, placeY } from "./parallel-layout";

interface ParallelAxisViewProps {
  readonly axis: ParallelAxis;
  readonly x: number;
  /** How wide its name may be. */
  readonly room: number;
  readonly flipped: boolean;
  readonly brush: Brush | undefined;
  readonly onBrush: (brush: Brush | undefined) => void;
  /** While its name is dragged: where the pointer is, and where it was let go. */
  readonly onDrag: (clientX: number, done: boolean) => void;
  readonly onFlip: () => void;
}

/** The widest that letters are on average, at the size of names and of ticks: nothing is measured before it is drawn. */
const NAME_LETTER_PX = 7.6;
const TICK_LETTERS = 9;

/** Less than this is a click, which takes the brush away. */
const DRAG_PX = 4;

/** An axis: drag along it to brush, drag its name to move it, click its name to turn it over. */
export function ParallelAxisView(props: ParallelAxisViewProps) {
  const { axis, x, flipped, brush } = props;
  return (
    <g>
      <line x1={x} x2={x} y1={placeY(0, false)} y2={placeY(1, false)} className="stroke-line-strong" />
      {axis.axis.ticks.map(({ at, label }) => (
        <g key={label} className="pointer-events-none">
          <line x1={x - 3} x2={x} y1={placeY(at, flipped)} y2={placeY(at, flipped)} className="stroke-line-strong" />
          <text
            x={x - 6}
            y={placeY(at, flipped) + 3.5}
            textAnchor="end"
            className="fill-ink-soft stroke-surface stroke-4 text-[10px] tabular-nums [paint-order:stroke]"
          >
            {cutMiddle(label, TICK_LETTERS)}
            <title>{label}</title>
          </text>
        </g>
      ))}
      <BrushArea {...props} />
      {brush === undefined ? null : (
        <rect
          x={x - 7}
          width={14}
          y={Math.min(placeY(brush.low, flipped), placeY(brush.high, flipped))}
          height={Math.max(2, Math.abs(placeY(brush.low, flipped) - placeY(brush.high, flipped)))}
          rx={2}
          className="pointer-events-none fill-accent/25 stroke-accent"
        />
      )}
      <AxisName {...props} />
    </g>
  );
}

function BrushArea({ x, flipped, brush, onBrush }: ParallelAxisViewProps) {
  const start = useRef<{ readonly place: number; readonly y: number } | null>(null);
  const spot = (event: PointerEvent<SVGRectElement>) => {
    const top = event.currentTarget.ownerSVGElement?.getBoundingClientRect().top ?? 0;
    const y = event.clientY - top;
    return { place: placeAt(y, flipped), y };
  };
  const move = (event: PointerEvent<SVGRectElement>) => {
    if (start.current === null) return;
    const now = spot(event);
    if (Math.abs(now.y - start.current.y) < DRAG_PX) return;
    onBrush({ low: Math.min(now.place, start.current.place), high: Math.max(now.place, start.current.place) });
  };
  const end = (event: PointerEvent<SVGRectElement>) => {
    const from = start.current;
    start.current = null;
    if (from !== null && Math.abs(spot(event).y - from.y) < DRAG_PX && brush !== undefined) onBrush(undefined);
  };
  return (
    <rect
      x={x - 14}
      width={28}
      y={placeY(1, false) - 6}
      height={placeY(0, false) - placeY(1, false) + 12}
      className="cursor-crosshair touch-none fill-transparent"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = spot(event);
      }}
      onPointerMove={move}
      onPointerUp={end}
    />
  );
}

function AxisName({ axis, x, room, flipped, onDrag, onFlip }: ParallelAxisViewProps) {
  const from = useRef<number | null>(null);
  const moved = useRef(false);
  return (
    <g
      className="cursor-grab touch-none select-none active:cursor-grabbing"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = event.clientX;
        moved.current = false;
      }}
      onPointerMove={(event) => {
        if (from.current === null || Math.abs(event.clientX - from.current) < DRAG_PX) return;
        moved.current = true;
        onDrag(event.clientX, false);
      }}
      onPointerUp={(event) => {
        from.current = null;
        if (moved.current) onDrag(event.clientX, true);
        else onFlip();
      }}
    >
      <rect x={x - room / 2} width={room} y={4} height={28} className="fill-transparent" />
      <text
        x={x}
        y={20}
        textAnchor="middle"
        className={`text-xs ${axis.field.kind === "value" ? "fill-ink font-semibold" : "fill-ink font-medium"}`}
      >
        {cutMiddle(axis.name, Math.floor(room / NAME_LETTER_PX))}
        <title>{`${axis.name}: drag to move, click to turn over`}</title>
      </text>
      <text x={x} y={33} textAnchor="middle" className="fill-ink-faint text-[10px]">
        {`${axis.axis.scale === "linear" || axis.axis.scale === "category" ? "" : axis.axis.scale.replace("_", " ")}${flipped ? " ↓" : ""}`}
      </text>
    </g>
  );
}
