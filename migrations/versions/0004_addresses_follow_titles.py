"""Addresses follow titles until they are public"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What is there already keeps its address.
    with op.batch_alter_table("entries", schema=None, recreate="never") as batch_op:
        batch_op.add_column(sa.Column("slug_by_hand", sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    with op.batch_alter_table("entries", schema=None, recreate="never") as batch_op:
        batch_op.drop_column("slug_by_hand")
