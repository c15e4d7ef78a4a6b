import { Button } from "@/components/ui/button";
import { DropdownMenu, DropdownMenuItem, DropdownMenuLabel } from "@/components/ui/dropdown-menu";
import type { ParallelAxis } from "@/lib/analysis/parallel-coordinates";

interface AxesMenuProps {
  readonly axes: readonly ParallelAxis[];
  readonly order: readonly string[];
  readonly flipped: ReadonlySet<string>;
  readonly onShow: (key: string) => void;
  readonly onMove: (key: string, to: number) => void;
  readonly onFlip: (key: string) => void;
}

/** What pointers do on the axes, for keyboards: show, hide, move, turn over. */
export function AxesMenu({ axes, order, flipped, onShow, onMove, onFlip }: AxesMenuProps) {
  const trigger = (
    <Button variant="quiet" size="sm" icon="settings">
      Axes
    </Button>
  );
  const shown = order.flatMap((key) => axes.filter((axis) => axis.key === key));
  const others = axes.filter(({ key }) => !order.includes(key));
  return (
    <DropdownMenu trigger={trigger}>
      <DropdownMenuLabel>Show or hide</DropdownMenuLabel>
      {[...shown, ...others].map(({ key, name }) => (
        <DropdownMenuItem key={key} icon={order.includes(key) ? "eye" : "eyeOff"} onSelect={() => onShow(key)}>
          <bdi>{name}</bdi>
        </DropdownMenuItem>
      ))}
      <DropdownMenuLabel>Move to the left</DropdownMenuLabel>
      {shown.slice(1).map(({ key, name }, index) => (
        <DropdownMenuItem key={key} icon="chevronLeft" onSelect={() => onMove(key, index)}>
          <bdi>{name}</bdi>
        </DropdownMenuItem>
      ))}
      <DropdownMenuLabel>Turn over</DropdownMenuLabel>
      {shown.map(({ key, name }) => (
        <DropdownMenuItem key={key} icon={flipped.has(key) ? "arrowDown" : "arrowUp"} onSelect={() => onFlip(key)}>
          <bdi>{name}</bdi>
        </DropdownMenuItem>
      ))}
    </DropdownMenu>
  );
}
