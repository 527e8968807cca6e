import type { ComponentType, SVGProps } from 'react';

/** Any SVG component that takes a size in pixels, such as `lucide-react/icons/download`. */
export type Icon = ComponentType<SVGProps<SVGSVGElement> & { size?: number | string }>;

/** Icons are drawn on a 24 px grid; at our sizes a stroke of 1.75 looks as heavy as the text beside it. */
export const iconLook = { size: 16, strokeWidth: 1.75, 'aria-hidden': true } as const;
export const smallIconLook = { ...iconLook, size: 14 } as const;
