/** Views that are loaded when they are first shown: who only looks at curves needs none of them. */
import { createElement, lazy, Suspense, type ComponentType, type FunctionComponent } from 'react';
import { Skeleton } from '../ui/Skeleton.tsx';

/** A panel: its place is held while it loads. */
export function lazyPanel<P extends object>(load: () => Promise<ComponentType<P>>): FunctionComponent<P> {
  const Panel = lazy(async () => ({ default: await load() }));
  const fallback = createElement(Skeleton, { height: '640px' });
  return (props) => createElement(Suspense, { fallback }, createElement(Panel, props));
}

/** A dialog: it is not there until it is whole. */
export function lazyDialog<P extends object>(load: () => Promise<ComponentType<P>>): FunctionComponent<P> {
  const Dialog = lazy(async () => ({ default: await load() }));
  return (props) => createElement(Suspense, { fallback: null }, createElement(Dialog, props));
}
