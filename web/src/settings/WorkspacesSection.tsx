import type { JSX } from 'preact';
import { api } from '../api/client';
import type { Workspace } from '../api/settingTypes';
import { settingsRev } from '../board/store';
import { CheckField, TextField } from '../forms/fields';
import { Form } from '../forms/Form';
import { Collection } from '../widgets/Collection';

const WorkspaceForm = ({ workspace, onClose }: { workspace: Workspace | null; onClose: () => void }): JSX.Element => (
  <Form
    action="Save"
    isNew={!workspace}
    onCancel={onClose}
    onSend={async (read) => {
      await api.setWorkspace(workspace?.name ?? read.text('name'), { path: read.text('path'), worktrees: read.isOn('worktrees'), base: read.textOrNull('base') });
      onClose();
    }}
  >
    {!workspace && <TextField name="name" label="Name" required maxLength={64} autofocus placeholder="website" />}
    <TextField name="path" label="Directory" value={workspace?.path} required placeholder="/home/me/website" hint="An absolute path on the server." />
    <CheckField name="worktrees" label="Each task in a git worktree of its own" value={workspace?.worktrees} hint="On a branch drover/TASK. Uncommitted work is never deleted." />
    <TextField name="base" label="Worktrees begin at" value={workspace?.base} placeholder="what is checked out" hint="A branch, tag or commit." />
  </Form>
);

export const WorkspacesSection = (): JSX.Element => (
  <Collection<Workspace>
    title="Workspaces"
    about="Directories in which agents work. Tasks name one, or work in the default."
    noun="workspace"
    load={api.workspaces}
    stamp={settingsRev.value}
    heads={['Name', 'Directory', 'Worktrees']}
    nameOf={(each) => each.name}
    cells={(each) => [
      <><b>{each.name}</b>{each.builtIn && <span class="detail">from WORKSPACE_PATH</span>}</>,
      <code>{each.path}</code>,
      each.worktrees ? `one for each task${each.base ? `, from ${each.base}` : ''}` : 'shared',
    ]}
    empty="There is no workspace."
    form={(each, close) => <WorkspaceForm workspace={each} onClose={close} />}
    remove={(each) => (each.builtIn ? null : () => api.removeWorkspace(each.name))}
    removal="The directory and what is in it stay. Tasks that name it must be given another first."
  />
);
