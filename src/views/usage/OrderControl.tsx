import { changeView, useView } from '../../state/view.ts';
import { SegmentedControl } from '../../ui/SegmentedControl.tsx';

/** How experts stand from left to right. */
export function OrderControl() {
  const order = useView((view) => view.usageOrder);
  return (
    <SegmentedControl
      label="Order of experts"
      isLabelHidden
      size="small"
      value={order}
      onChange={(usageOrder) => changeView({ usageOrder })}
      segments={[
        { value: 'id', label: 'By id' },
        { value: 'load', label: 'Sorted' },
      ]}
    />
  );
}
