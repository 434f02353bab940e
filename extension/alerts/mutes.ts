import * as vscode from 'vscode';
import { ALERT_KINDS, ALERT_TITLES, type Alert } from '../../runtime/protocol/alerts';
import { tellsAlerts } from '../settings';
import { muteKey } from './tellable';

const KEY = 'optiscope.mutedAlerts';
const TOLD = 'told: ';

/** Which alerts the person does not want to hear of in this workspace. */
export class AlertMutes implements vscode.Disposable {
  private readonly emitter = new vscode.EventEmitter<void>();
  private readonly settings: vscode.Disposable;
  readonly onChanged = this.emitter.event;

  constructor(private readonly memory: vscode.Memento) {
    this.settings = vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('optiscope.alerts')) this.emitter.fire();
    });
  }

  dispose(): void {
    this.emitter.dispose();
    this.settings.dispose();
  }

  private get muted(): readonly string[] {
    return this.memory.get<readonly string[]>(KEY, []);
  }

  isMuted(alert: Alert): boolean {
    return this.muted.includes(muteKey(alert)) || !tellsAlerts(alert.kind);
  }

  async mute(key: string): Promise<void> {
    await this.set([...this.muted.filter((each) => each !== key), key]);
  }

  /** Muted Alerts…: what is not ticked any more is told again. */
  async choose(): Promise<void> {
    if (this.muted.length === 0) {
      void vscode.window.showInformationMessage('No alert is muted in this workspace.');
      return;
    }
    const picked = await vscode.window.showQuickPick(
      this.muted.map((key) => ({ label: titleOf(key), picked: true, key })),
      {
        title: 'Muted Alerts',
        placeHolder: 'Take the tick away to be told of it again',
        canPickMany: true,
      },
    );
    if (picked !== undefined) await this.set(picked.map(({ key }) => key));
  }

  private async set(keys: readonly string[]): Promise<void> {
    await this.memory.update(KEY, keys);
    this.emitter.fire();
  }
}

/** What a person reads of a mute. */
export function titleOf(key: string): string {
  const kind = ALERT_KINDS.find((each) => each === key);
  return kind === undefined ? key.slice(TOLD.length) : ALERT_TITLES[kind];
}
