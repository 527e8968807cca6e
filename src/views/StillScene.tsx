import { memo } from 'react';
import { SceneView } from './SceneView.tsx';

/** A scene whose elements are compared only when it is another one: ten times a second nothing else would be done. */
export const StillScene = memo(SceneView);
