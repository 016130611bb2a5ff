import { NewAccountForm } from '@/features/accounts/new-account-form'
import { useSignUp } from '@/features/accounts/queries'

/** For everybody, where the server lets everybody in. */
export function SignUpForm() {
  const { mutate, error, isPending } = useSignUp()
  return <NewAccountForm needsEmail error={error} isPending={isPending} onMake={mutate} />
}
