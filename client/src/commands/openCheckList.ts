import { commands, type Disposable } from 'vscode';

/** `senderlog.openCheckList`: the walkthrough "Mail to the outside is not delivered", after the vendor's five steps (FAQ win/01-02). */
export const registerOpenCheckList = (extensionId: string): Disposable =>
  commands.registerCommand('senderlog.openCheckList', () =>
    commands.executeCommand('workbench.action.openWalkthrough', `${extensionId}#notDelivered`, false),
  );
