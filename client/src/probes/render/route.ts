import type { RouteProgress, RouteResult } from '../route/types.ts';
import type { Language } from '../types.ts';

/** The route check as text, the verdict first. */
export function renderRoute(result: RouteResult, lang: Language): string[] {
  return [`${result.verdict} ${lang}`];
}

/** What is done next, as it is told while the check runs. */
export function renderRouteProgress(event: RouteProgress, lang: Language): string[] {
  return [`${event.event} ${lang}`];
}
