import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api } from '../api/client';
import type { Explanation } from '../api/types';
import { queue, tasksOf } from '../board/store';

/** Why each waiting task is or is not next, in the order of the queue; null until it is known. */
export const explanations = signal<Explanation[] | null>(null);

/** Keeps the explanations as new as the queue while a component is shown. */
export function useExplanations(): void {
  const waiting = tasksOf(['queued', 'blocked']);
  // Whatever may change an explanation changes one of these.
  const stamp = JSON.stringify([queue.value, waiting.map((task) => [task.id, task.rev])]);
  useEffect(() => {
    let isOld = false;
    api.explain().then((found) => !isOld && (explanations.value = found), () => undefined);
    return () => {
      isOld = true;
    };
  }, [stamp]);
}
