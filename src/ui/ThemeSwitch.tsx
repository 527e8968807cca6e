import Monitor from 'lucide-react/icons/monitor';
import Moon from 'lucide-react/icons/moon';
import Sun from 'lucide-react/icons/sun';
import { SegmentedControl } from './SegmentedControl.tsx';
import { chooseTheme, useThemeChoice } from './theme.ts';

const segments = [
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
  { value: 'system', label: 'Like the system', icon: Monitor },
] as const;

/** Light, dark, or as the system has it. */
export function ThemeSwitch() {
  return (
    <SegmentedControl
      label="Theme"
      isLabelHidden
      isIconOnly
      size="small"
      segments={segments}
      value={useThemeChoice()}
      onChange={chooseTheme}
    />
  );
}
